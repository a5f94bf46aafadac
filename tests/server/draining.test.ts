import { once } from "node:events";
import http, { type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { now } from "@/lib/clock";
import type { ConnectorEvent } from "@/lib/connector/connector-event";
import { runConnector } from "@/lib/connector/run-connector";
import { db } from "@/lib/db/client";
import { digest } from "@/lib/digest";
import { randomLabel, randomToken } from "@/lib/random";
import { joinDatabase } from "@/tests/support/person";
import { until } from "@/tests/support/plugin";
import { newDataDir, startTestPortal, type TestPortal } from "@/tests/support/portal";
import { someAccount, someApp } from "@/tests/support/world";

const PIECES = 20;

/** A printer that sends a file slowly, or without end. */
const printer = http.createServer((request, response) => {
  response.writeHead(200, { "Content-Type": "application/octet-stream" });
  let sent = 0;
  const timer = setInterval(() => {
    response.write(Buffer.alloc(1000));
    if (request.url === "/file" && ++sent === PIECES) response.end();
  }, 100);
  response.once("close", () => clearInterval(timer));
});

/** An app's connection to a connector's printer at a portal, with its rows made directly. */
async function connectApp(portal: TestPortal, publicId: string) {
  joinDatabase(portal);
  const owner = await someAccount();
  const [label, bearer] = [randomLabel(26), `acpbearer${randomToken(32)}`];
  const where = { publicId };
  const { id: printerId } = await db().printer.update({
    where,
    data: { ownerId: owner.id, claimedAt: now(), name: "V" },
  });
  const { id: appId } = await someApp();
  const { id: consentId } = await db().consent.create({ data: { userId: owner.id, appId, printerId } });
  const unused = {
    tokenDigest: randomToken(40),
    basicUserDigest: randomToken(40),
    basicPasswordDigest: randomToken(40),
  };
  const digests = { labelDigest: digest(label), bearerDigest: digest(bearer), ...unused };
  const data = { id: randomToken(22), consentId, appId, userId: owner.id, printerId, sibling: 1, ...digests };
  await db().appConnection.create({ data });
  return { Host: `app-${label}.localhost:${portal.port}`, Authorization: `Bearer ${bearer}` };
}

/** A portal with a printer that is online, and what an app needs to ask it. */
async function start(drainSeconds: number) {
  const portal = await startTestPortal({ DRAIN_SECONDS: String(drainSeconds) });
  const events: ConnectorEvent[] = [];
  const connector = await runConnector({
    portal: `http://localhost:${portal.port}`,
    printer: `http://127.0.0.1:${(printer.address() as AddressInfo).port}`,
    platform: 1,
    dir: newDataDir(),
    report: (event) => void events.push(event),
  });
  await until("the printer is online", () => events.some(({ event }) => event === "online"));
  const headers = await connectApp(portal, connector.printerId);
  const get = async (path: string): Promise<IncomingMessage> => {
    const request = http.get({ host: "127.0.0.1", port: portal.port, path, headers, agent: false });
    const [response] = (await once(request, "response")) as [IncomingMessage];
    return response;
  };
  const exited = new Promise<number | null>((resolve) => portal.child.once("exit", resolve));
  return { portal, connector, events, get, exited };
}

const isRefused = ({ port }: TestPortal) =>
  new Promise<boolean>((resolve) => {
    http
      .get({ host: "127.0.0.1", port, path: "/api/health/live", agent: false }, (response) => {
        response.resume();
        resolve(false);
      })
      .on("error", () => resolve(true));
  });

describe("a server that is told to stop", () => {
  beforeAll(async () => void (await once(printer.listen(0, "127.0.0.1"), "listening")));
  afterAll(() => void printer.close());

  it("takes nothing new, lets a download end, and tells its printers when to come back", async () => {
    const { portal, connector, events, get, exited } = await start(30);
    expect((await portal.ask("/api/health/ready")).status).toBe(200);
    const download = await get("/file");
    portal.child.kill("SIGTERM");
    await until("nothing new is taken", () => isRefused(portal));
    const pieces = (await download.toArray()) as Buffer[];
    expect(Buffer.concat(pieces).length).toBe(PIECES * 1000);
    expect(await exited).toBe(0);
    await until("the printer heard of it", () => events.some(({ event }) => event === "offline"));
    expect(events.find(({ event }) => event === "offline")).toMatchObject({
      reason: expect.stringMatching(/^The portal restarts; back in ([0-9]|10) s\.$/) as string,
    });
    expect(portal.output()).not.toContain("cut off");
    await connector.stop();
  });

  it("waits for what has no end as long as it was told, and says what it cut off", async () => {
    const { portal, connector, get, exited } = await start(1);
    const endless = await get("/endless");
    portal.child.kill("SIGTERM");
    await expect(endless.toArray()).rejects.toThrow();
    expect(await exited).toBe(0);
    expect(portal.output()).toContain('"left":1,"msg":"answers were cut off, since this server stops"');
    await connector.stop();
  });

  it("waits no longer when it is told again", async () => {
    const { portal, connector, get, exited } = await start(3600);
    const endless = await get("/endless");
    portal.child.kill("SIGTERM");
    await until("nothing new is taken", () => isRefused(portal));
    portal.child.kill("SIGINT");
    await expect(endless.toArray()).rejects.toThrow();
    expect(await exited).toBe(0);
    await connector.stop();
  });
});
