// For tests of the whole server: an app whose owner has a printer that is really there.
import { createHash, randomBytes } from "node:crypto";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll } from "vitest";
import { days, fromNow, now } from "@/lib/clock";
import { runConnector, type Connector } from "@/lib/connector/run-connector";
import { startPrinterServer, type PrinterServer } from "@/lib/connector/virtual-printer/start-printer-server";
import { db } from "@/lib/db/client";
import { digest } from "@/lib/digest";
import { randomToken } from "@/lib/random";
import { sessionIn, TestBrowser } from "@/tests/support/browser";
import { joinDatabase } from "@/tests/support/person";
import { until } from "@/tests/support/plugin";
import { startTestPortal, type TestPortal } from "@/tests/support/portal";

const JOURNEY = "/appportal/v1";

/** A secret of an app, and what it says of it in its start URL (RFC 7636, 4). */
export const newVerifier = () => {
  const verifier = randomBytes(32).toString("base64url");
  return { verifier, challenge: createHash("sha256").update(verifier).digest("base64url") };
};

export type AppPortal = {
  portal: TestPortal;
  origin: string;
  userId: string;
  printerId: string;
  printer: PrinterServer;
  /** A browser that the person is signed in in. */
  browser: TestBrowser;
  /** The person goes through a journey, from a start URL to consent. @returns where the app's browser ends */
  authorize(startUrl: string): Promise<string>;
  /** The same with the app `devtest`. @param more parameters @returns the values of the completion */
  connect(more?: Record<string, string>): Promise<Record<string, string>>;
  /** Asks an API of the portal as an app on another computer does. */
  call(name: string, body: object, headers?: Record<string, string>): ReturnType<TestPortal["ask"]>;
};

async function addPerson(): Promise<{ userId: string; token: string }> {
  const user = await db().user.create({
    data: { email: `${randomToken(9).toLowerCase()}@example.org`, name: "Robin", emailVerified: now() },
  });
  const token = randomToken(43);
  const session = { userId: user.id, sessionToken: digest(token), device: "test", expires: fromNow(days(1)) };
  await db().session.create({ data: session });
  await db().entitlement.create({
    data: { userId: user.id, source: "grant", startsAt: now(), endsAt: fromNow(days(30)) },
  });
  return { userId: user.id, token };
}

async function authorize({ browser, printerId }: AppPortal, startUrl: string): Promise<string> {
  const { search } = new URL(startUrl);
  const begun = await browser.post(`${JOURNEY}/begin${search}`);
  const session = sessionIn(begun.location);
  const granted = await browser.post(`${JOURNEY}/authorize/grant?session=${session}`, { printer: printerId });
  if (!granted.location) throw new Error(`no redirect: ${granted.status} ${granted.body.slice(0, 300)}`);
  return granted.location;
}

/** Starts the built server, a virtual printer with its connector, and makes a supporter who owns it. */
export function setUpAppPortal(): AppPortal {
  const test = {} as AppPortal;
  let connector: Connector | undefined;
  beforeAll(async () => {
    test.portal = await startTestPortal();
    test.origin = `http://localhost:${test.portal.port}`;
    joinDatabase(test.portal);
    test.printer = await startPrinterServer();
    const dir = mkdtempSync(path.join(tmpdir(), "app-portal-"));
    const times = { waitSeconds: 0.1, unlinkedMs: 100, linkedMs: 100 };
    const link = { portal: test.origin, printer: test.printer.origin, dir, platform: 1, report: () => undefined };
    connector = await runConnector({ ...link, times });
    const publicId = connector.printerId;
    test.printer.show(publicId);
    const isOnline = async () => (await db().printer.findUnique({ where: { publicId } }))?.onlineSince != null;
    while (!(await isOnline())) await new Promise((resolve) => setTimeout(resolve, 50));
    const { userId, token } = await addPerson();
    const owned = { ownerId: userId, name: "Voron", claimedAt: now() };
    const { id } = await db().printer.update({ where: { publicId }, data: owned });
    const browser = new TestBrowser(test.origin);
    browser.cookies.set("portal-user", token);
    Object.assign(test, { userId, printerId: id, browser });
  }, 120_000);
  afterAll(async () => {
    await connector?.stop();
    await test.printer?.close();
    await test.portal?.stop();
  });
  test.authorize = (startUrl) => authorize(test, startUrl);
  test.connect = async (more = {}) => {
    const query = new URLSearchParams({ appId: "devtest", ...more });
    const { searchParams } = new URL(await test.authorize(`${test.origin}${JOURNEY}?${query}`));
    return Object.fromEntries(searchParams);
  };
  test.call = (name, body, headers = {}) =>
    test.portal.ask(`/api/appconnection/${name}`, {
      method: "POST",
      headers: { "Content-Type": "application/json", ...headers },
      body: JSON.stringify(body),
    });
  return test;
}

/** Waits until the portal's log has a text. */
export const logged = ({ portal }: AppPortal, text: string) =>
  until(`the log has ${text}`, () => portal.output().includes(text));
