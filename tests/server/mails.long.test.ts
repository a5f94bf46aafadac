import { once } from "node:events";
import pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { sessionIn, TestBrowser } from "@/tests/support/browser";
import { mailServer, type MailServer, type MailServerManner } from "@/tests/support/mail-server";
import { dropDatabase, newDatabase } from "@/tests/support/new-database";
import { startTestPortal, type TestPortal } from "@/tests/support/portal";

const PEOPLE = 6;
/** A try that was under way is taken for dead after a minute; the runner looks each minute. */
const PATIENCE_MS = 150_000;

type Waiting = { browser: TestBrowser; session: string; email: string };

describe("mails of a server that is killed", () => {
  let databaseUrl: string;
  let client: pg.Client;
  let mails: MailServer;
  let manner: MailServerManner;
  const portals: TestPortal[] = [];

  beforeAll(async () => {
    databaseUrl = await newDatabase("mails");
    client = new pg.Client({ connectionString: databaseUrl });
    await client.connect();
  });
  afterAll(async () => {
    await client.end();
    await dropDatabase(databaseUrl);
  });
  beforeEach(async () => {
    manner = { silent: true };
    mails = await mailServer(manner);
  });
  afterEach(async () => {
    await Promise.all(portals.splice(0).map((portal) => portal.stop()));
    await mails.close();
  });

  const start = async () => {
    const portal = await startTestPortal({
      DATABASE_URL: databaseUrl,
      AUTH_SECRET: "a".repeat(40),
      SMTP_URL: mails.url,
      MAIL_FROM: "Portal <no-reply@portal.example>",
    });
    portals.push(portal);
    return portal;
  };
  const queued = async () =>
    (await client.query<{ n: number }>(`SELECT count(*)::int AS n FROM "QueuedMail"`)).rows[0]?.n;

  /** People who asked for a code that the mail server has not taken. */
  async function askForCodes(portal: TestPortal): Promise<{ people: Waiting[]; pages: Promise<unknown> }> {
    const people: Waiting[] = [];
    for (let index = 0; index < PEOPLE; index++) {
      const browser = new TestBrowser(`http://localhost:${portal.port}`);
      const session = sessionIn((await browser.post("/appportal/v1/begin?appId=devtest")).location);
      people.push({ browser, session, email: `killed-${Date.now()}-${index}@example.org` });
    }
    const pages = Promise.allSettled(
      people.map(({ browser, session, email }) =>
        browser.post(`/appportal/v1/account/send?session=${session}`, { email }),
      ),
    );
    await expect.poll(queued, { timeout: 20_000 }).toBe(PEOPLE);
    return { people, pages };
  }

  const kill = async ({ child }: TestPortal) => {
    child.kill("SIGKILL");
    await once(child, "exit");
  };

  /** Every person got one mail, and its code lets them in. */
  async function expectCodes(people: Waiting[], portal: TestPortal): Promise<void> {
    await expect.poll(() => mails.mails.length, { timeout: PATIENCE_MS, interval: 500 }).toBe(PEOPLE);
    const codeFor = (email: string) =>
      mails.mails.find(({ to }) => to && !Array.isArray(to) && to.text.includes(email))?.subject?.slice(0, 6) ?? "";
    for (const { browser, session, email } of people) {
      const there = new TestBrowser(`http://localhost:${portal.port}`);
      for (const [name, value] of browser.cookies) there.cookies.set(name, value);
      // The page of the code is where a late mail leads (the one that was asked for never came).
      const verify = `/appportal/v1/verify/check?session=${session}`;
      await client.query(`UPDATE "Journey" SET email = $2 WHERE id = $1`, [session, email]);
      const checked = await there.post(verify, { code: codeFor(email) });
      expect(checked.location, email).toContain("/appportal/v1/printer");
    }
    expect(await queued()).toBe(0);
  }

  it("are sent by another one on the same database", async () => {
    const [first, second] = [await start(), await start()];
    const { people, pages } = await askForCodes(first);
    await kill(first);
    await pages;
    expect(mails.mails).toEqual([]);
    manner.silent = false;
    await expectCodes(people, second);
    for (const { email } of people) expect(second.output()).not.toContain(email);
  }, 240_000);

  it("are sent by itself when it is back", async () => {
    const first = await start();
    const { people, pages } = await askForCodes(first);
    await kill(first);
    await pages;
    manner.silent = false;
    await expectCodes(people, await start());
  }, 240_000);
});

describe("a page that waits for a mail server", () => {
  it("says after some seconds that the code is late, and takes it when it comes", async () => {
    const manner: MailServerManner = { greylist: true };
    const mails = await mailServer(manner);
    const portal = await startTestPortal({ SMTP_URL: mails.url });
    try {
      const browser = new TestBrowser(`http://localhost:${portal.port}`);
      const session = sessionIn((await browser.post("/appportal/v1/begin?appId=devtest")).location);
      const email = "greylisted@example.org";
      const page = await browser.follow(await browser.post(`/appportal/v1/account/send?session=${session}`, { email }));
      expect(page.body).toContain(`data-step="verify"`);
      expect(page.body).toContain("We couldn’t send the email yet.");
      manner.greylist = false;
      await expect.poll(() => mails.mails.length, { timeout: 30_000 }).toBe(1);
      const code = mails.mails[0]?.subject?.slice(0, 6) ?? "";
      const checked = await browser.post(`/appportal/v1/verify/check?session=${session}`, { code });
      expect(checked.location).toContain("/appportal/v1/printer");
      expect(portal.output()).toMatch(/"kind":"sign-in code".+"responseCode":451.+"givenUp":false/);
      expect(portal.output()).not.toContain(email);
    } finally {
      await portal.stop();
      await mails.close();
    }
  }, 90_000);

  it("says that what the mail server refuses for good was not sent, and stays", async () => {
    const mails = await mailServer({ refuse: true });
    const portal = await startTestPortal({ SMTP_URL: mails.url });
    try {
      const browser = new TestBrowser(`http://localhost:${portal.port}`);
      const session = sessionIn((await browser.post("/appportal/v1/begin?appId=devtest")).location);
      const sent = await browser.post(`/appportal/v1/account/send?session=${session}`, { email: "no@example.org" });
      const page = await browser.follow(sent);
      expect(page.body).toContain(`data-step="account"`);
      expect(page.body).toContain("We couldn’t send the email. Try again in a minute.");
    } finally {
      await portal.stop();
      await mails.close();
    }
  }, 90_000);
});
