import { createHash, randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AddressLimitName } from "@/lib/rate-limits/address-limits";
import type { LimitName } from "@/lib/rate-limits/limits";
import { sessionIn, TestBrowser, type Page } from "@/tests/support/browser";
import { startTestPortal, type TestPortal } from "@/tests/support/portal";
import { openPortalDatabase, type PortalDatabase } from "@/tests/support/portal-database";

const HERE = "127.0.0.1";
const PRINTER_ID = "P".repeat(50);
let count = 0;
const newEmail = () => `person-${count++}-${randomBytes(4).toString("hex")}@example.org`;

describe("whoever comes to a limit reads when to try again", () => {
  let portal: TestPortal;
  let database: PortalDatabase;
  const newBrowser = () => new TestBrowser(`http://localhost:${portal.port}`);

  const setUsed = async (name: string, subject: string, wait: string) => {
    const key = `${name}:${createHash("sha256").update(subject).digest("hex").slice(0, 32)}`;
    await database.rows(
      `INSERT INTO "RateLimit" (key, points, expire) VALUES ($1, 100000, (now() AT TIME ZONE 'UTC') + $2::interval) ` +
        "ON CONFLICT (key) DO UPDATE SET points = 100000, expire = EXCLUDED.expire",
      [key, wait],
    );
  };
  /** Uses a limit up for ten minutes. */
  const useUp = (name: LimitName, subject: string) => setUsed(name, subject, "10 minutes");
  /** Uses up what this address may, and what it may without a proof of a browser. */
  const holdBack = async (name: AddressLimitName) => {
    await setUsed(name, HERE, "10 minutes");
    await setUsed(`${name}Unproven`, HERE, "29 seconds");
  };
  const clear = () => database.rows(`DELETE FROM "RateLimit"`);
  /** What the page behind a post says. */
  const readsWhen = async (browser: TestBrowser, posted: Page, step: string, when = /in (10|9) minutes\./) => {
    expect(posted.status).toBe(303);
    const page = await browser.follow(posted);
    expect(page.status).toBe(200);
    expect(page.body).toContain(`data-step="${step}"`);
    const [, wait] = /[Tt]ry again (in \d+ \w+\.)/.exec(page.body.replaceAll(/<!-- -->/g, "")) ?? [];
    expect(wait).toMatch(when);
    return page;
  };
  /** The same of a wait of seconds, on a page that carries a challenge. */
  const readsSeconds = async (browser: TestBrowser, posted: Page, step: string) => {
    const page = await readsWhen(browser, posted, step, /in \d\d? seconds?\./);
    expect(page.body).toContain("data-challenge=");
  };
  const begin = async (browser: TestBrowser) =>
    sessionIn((await browser.post("/appportal/v1/begin?appId=devtest")).location);
  const mailedCode = async (browser: TestBrowser, email: string) =>
    (JSON.parse((await browser.get("/dev/mail.json")).body) as { to: string; subject: string }[])
      .find(({ to }) => to === email)
      ?.subject.slice(0, 6) ?? "";
  /** Somebody signed in, at the printer step. */
  const signedIn = async () => {
    const browser = newBrowser();
    const session = await begin(browser);
    const email = newEmail();
    await browser.post(`/appportal/v1/account/send?session=${session}`, { email });
    await browser.post(`/appportal/v1/verify/check?session=${session}`, { code: await mailedCode(browser, email) });
    const [user] = await database.rows<{ id: string }>(
      `SELECT id FROM "User" WHERE email = $1 AND "termsAcceptedAt" IS NOT NULL`,
      [email],
    );
    expect(user).toBeDefined();
    return { browser, session, userId: user?.id ?? "" };
  };
  const ownPrinter = async (userId: string) => {
    const id = `row-${count++}`;
    await database.rows(
      `INSERT INTO "Printer" (id, "publicId", "keyDigest", "ownerId", name, platform) ` +
        "VALUES ($1, $2, 'x', $3, 'Voron', 1)",
      [id, randomBytes(25).toString("hex").toUpperCase(), userId],
    );
    return id;
  };

  beforeAll(async () => {
    portal = await startTestPortal();
    database = await openPortalDatabase(portal.dataDir);
  }, 120_000);
  afterAll(async () => {
    await database?.close();
    await portal?.stop();
  });

  it("beginning a journey, on the page it was begun from", async () => {
    const browser = newBrowser();
    await holdBack("journeysPerAddress");
    await readsSeconds(browser, await browser.post("/appportal/v1/begin?appId=devtest"), "welcome");
    const fromPrinter = await browser.post(`/getstarted/begin?printerid=${PRINTER_ID}`);
    expect(fromPrinter.location).toContain(`printerid=${PRINTER_ID}`);
    await readsSeconds(browser, fromPrinter, "printer");
    await readsSeconds(browser, await browser.post("/getstarted/begin?visit=/account/security"), "your-account");
    await clear();
  });

  it("showing a code on a printer's screen, whether there is such a printer or not", async () => {
    const browser = newBrowser();
    await holdBack("popupsPerAddress");
    await readsSeconds(browser, await browser.post(`/getstarted/popup?printerid=${PRINTER_ID}`), "printer");
    await clear();
  });

  it.each<[LimitName, (email: string) => string]>([
    ["codesSentPerMailboxAndNetwork", (email) => `${email} ${HERE}`],
    ["codesSentPerMailbox", (email) => email],
  ])("sending codes: %s", async (name, subject) => {
    const [browser, email] = [newBrowser(), newEmail()];
    const session = await begin(browser);
    await useUp(name, subject(email));
    await readsWhen(browser, await browser.post(`/appportal/v1/account/send?session=${session}`, { email }), "account");
    await clear();
    await browser.post(`/appportal/v1/account/send?session=${session}`, { email });
    await database.rows(`UPDATE "OneTimeCode" SET "createdAt" = "createdAt" - interval '1 minute'`);
    await useUp(name, subject(email));
    await readsWhen(browser, await browser.post(`/appportal/v1/verify/resend?session=${session}`), "verify");
    await clear();
  });

  it.each<[LimitName, (email: string) => string]>([
    ["codesTriedPerMailbox", (email) => email],
    ["codesTriedPerMailboxAndNetwork", (email) => `${email} ${HERE}`],
  ])("trying codes: %s", async (name, subject) => {
    const [browser, email] = [newBrowser(), newEmail()];
    const session = await begin(browser);
    await browser.post(`/appportal/v1/account/send?session=${session}`, { email });
    await useUp(name, subject(email));
    await readsWhen(
      browser,
      await browser.post(`/appportal/v1/verify/check?session=${session}`, { code: "000000" }),
      "verify",
    );
  });

  it.each<[LimitName, (email: string) => string]>([
    ["passwordsPerMailboxAndNetwork", (email) => `${email} ${HERE}`],
    ["passwordsPerMailbox", (email) => email],
  ])("passwords: %s", async (name, subject) => {
    const [browser, email] = [newBrowser(), newEmail()];
    const session = await begin(browser);
    await useUp(name, subject(email));
    await readsWhen(
      browser,
      await browser.post(`/appportal/v1/account/sign-in?session=${session}`, { email, password: "not the right one" }),
      "account",
    );
    await clear();
  });

  it("linking codes of an account", async () => {
    const { browser, session, userId } = await signedIn();
    await useUp("linkingGuessesPerAccount", userId);
    await readsWhen(
      browser,
      await browser.post(`/appportal/v1/printer/find?session=${session}&kind=octoprint`, { code: "BCDF-GHJK" }),
      "printer",
    );
    await clear();
  });

  it("an address, with seconds and a challenge: a school is one address", async () => {
    const { browser, session } = await signedIn();
    await holdBack("linkingGuessesPerAddress");
    const guess = { code: "BCDF-GHJK" };
    await readsSeconds(browser, await browser.post(`/appportal/v1/printer/find?session=${session}`, guess), "printer");
    await clear();
    const other = newBrowser();
    const visit = await begin(other);
    await holdBack("codesSentPerAddress");
    await holdBack("passwordsPerAddress");
    const email = newEmail();
    for (const form of ["send", "sign-in"])
      await readsSeconds(
        other,
        await other.post(`/appportal/v1/account/${form}?session=${visit}`, { email, password: "not the right one" }),
        "account",
      );
    await clear();
  });

  it("checkouts", async () => {
    const { browser, session, userId } = await signedIn();
    await ownPrinter(userId);
    await useUp("checkoutsPerAccount", userId);
    await readsWhen(browser, await browser.post(`/appportal/v1/supporter/checkout?session=${session}`), "supporter");
    await clear();
  });

  it("authorizing apps, to the minute", async () => {
    const { browser, session, userId } = await signedIn();
    const printer = await ownPrinter(userId);
    await database.rows(
      `INSERT INTO "Entitlement" (id, "userId", source, "startsAt", "endsAt") ` +
        "VALUES ($1, $2, 'grant', now() - interval '1 day', now() + interval '1 day')",
      [`e-${userId}`, userId],
    );
    for (let index = 0; index < 30; index++)
      await database.rows(
        `INSERT INTO "Consent" (id, "userId", "appId", "printerId", "createdAt") ` +
          "VALUES ($1, $2, 'devtest', $3, (now() AT TIME ZONE 'UTC') - interval '50 minutes')",
        [`c-${userId}-${index}`, userId, printer],
      );
    await readsWhen(
      browser,
      await browser.post(`/appportal/v1/authorize/grant?session=${session}`, { printer, lifetime: "none" }),
      "authorize",
    );
  });
});
