import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { days, fromNow, minutes, moveClock, seconds } from "@/lib/clock";
import { db } from "@/lib/db/client";
import { overrideEnv } from "@/lib/env";
import { mailCode } from "@/lib/mail/mail-code";
import { mailNotice } from "@/lib/mail/mail-notice";
import { claimDueMails, claimFreshMail, resealMails } from "@/lib/mail/mail-queue-store";
import { MAIL_WAITS_MS } from "@/lib/mail/mail-waits";
import { sendDueMails } from "@/lib/mail/send-due-mails";
import { sendMailNow } from "@/lib/mail/send-mail-now";
import { log } from "@/lib/observability/log";
import { setUpDatabase } from "@/tests/support/database";
import { mailServer, type MailServer, type MailServerManner } from "@/tests/support/mail-server";

const TO = "robin@example.org";

setUpDatabase();

let server: MailServer;
let manner: MailServerManner;

beforeEach(async () => {
  manner = {};
  server = await mailServer(manner);
  overrideEnv({ smtpUrl: server.url, mode: "production", mailFrom: "Portal <no-reply@portal.example>" });
});
afterEach(async () => {
  moveClock(0);
  overrideEnv({ smtpUrl: undefined, mode: "evaluation", authSecret: "a".repeat(40) });
  await db().queuedMail.deleteMany();
  await server.close();
});

const tell = (to = TO) => db().$transaction((tx) => mailNotice(tx, to, "passwordChanged"));
const queueCode = () => db().$transaction((tx) => mailCode(tx, TO, undefined, "135790"));
const waiting = () => db().queuedMail.count();
const subjects = () => server.mails.map(({ subject }) => subject);

describe("the queue of mails", () => {
  it("holds what was committed, and nothing of what was rolled back", async () => {
    await tell();
    const undone = db().$transaction(async (tx) => {
      await mailNotice(tx, TO, "passkeyAdded");
      throw new Error("undone");
    });
    await expect(undone).rejects.toThrow("undone");
    await sendDueMails();
    expect(subjects()).toEqual(["Your OctoEverywhere password was changed"]);
    expect(await waiting()).toBe(0);
  });

  it("wakes the job runner in the same transaction", async () => {
    const jobs = () => db().$queryRaw<{ n: bigint }[]>`
      SELECT count(*) AS n FROM graphile_worker.jobs WHERE task_identifier = 'send-mails' AND key IS NULL`;
    const [before] = await jobs();
    await tell();
    expect((await jobs())[0]?.n).toBe((before?.n ?? 0n) + 1n);
  });

  it("shows neither code nor address to who reads the database", async () => {
    await queueCode();
    const rows = JSON.stringify(await db().queuedMail.findMany());
    expect(rows).not.toMatch(/135790|robin|example\.org/);
    expect(rows).toContain("sign-in code");
  });

  it("is opened under another AUTH_SECRET once it was moved to that, and is given up with a line without", async () => {
    await tell();
    overrideEnv({ authSecret: "b".repeat(40) });
    await db().$transaction((tx) => resealMails(tx, "a".repeat(40)));
    await sendDueMails();
    expect(server.mails).toHaveLength(1);
    await tell();
    overrideEnv({ authSecret: "c".repeat(40) });
    const said = vi.spyOn(log, "error");
    await sendDueMails();
    expect([server.mails.length, await waiting()]).toEqual([1, 0]);
    expect(said.mock.calls.map(([, text]) => text)).toEqual([expect.stringContaining("AUTH_SECRET")]);
    said.mockRestore();
  });

  it("is worked off by several servers at once, each mail once", async () => {
    for (let index = 0; index < 25; index++) await tell(`robin${index}@example.org`);
    await Promise.all([sendDueMails(), sendDueMails(), sendDueMails()]);
    await sendDueMails();
    expect(new Set(server.given).size).toBe(25);
    expect([server.given.length, await waiting()]).toEqual([25, 0]);
  });

  it("comes to a greylist again with growing waits, until it is let in, under one Message-ID", async () => {
    manner.full = true;
    await tell();
    let elapsed = 0;
    for (const wait of MAIL_WAITS_MS.slice(0, 5)) {
      await sendDueMails();
      const tried = server.given.length;
      moveClock(elapsed + wait - seconds(2));
      await sendDueMails();
      expect(server.given.length, `before ${wait}`).toBe(tried);
      moveClock((elapsed += wait + seconds(1)));
    }
    expect([server.given.length, server.mails.length]).toEqual([5, 0]);
    manner.full = false;
    await sendDueMails();
    expect([server.given.length, server.mails.length, await waiting()]).toEqual([6, 1, 0]);
    expect(new Set(server.given).size).toBe(1);
    expect(server.given[0]).toMatch(/^<[A-Za-z0-9]{27}@localhost>$/);
  });

  it("is sent by another server when the first died between commit and sending, or amid a try", async () => {
    const between = await queueCode();
    await sendDueMails();
    expect(server.mails).toHaveLength(0); // whoever waits for it sends it
    moveClock(seconds(11));
    await sendDueMails();
    expect(subjects()).toEqual([expect.stringMatching(/^135790 /)]);
    expect(await sendMailNow(between)).toBe("waiting"); // was not dead after all: sends no second
    const amid = await queueCode();
    expect(await claimFreshMail(amid)).toMatchObject({ attempts: 1 });
    moveClock(seconds(60));
    expect(await claimDueMails(10)).toEqual([]);
    moveClock(seconds(72));
    await sendDueMails();
    expect(server.mails).toHaveLength(2);
  });

  it("gives up what nobody is served by any more: news after a day, with a line that names no one", async () => {
    manner.greylist = true;
    await tell();
    const said = vi.spyOn(log, "error");
    for (let minute = 0; minute < days(1); minute += minutes(30)) {
      moveClock(minute);
      await sendDueMails();
    }
    expect([server.mails.length, await waiting()]).toEqual([0, 0]);
    const [[line, text] = []] = said.mock.calls;
    expect([said.mock.calls.length, text]).toEqual([1, "a mail could not be sent"]);
    expect(line).toMatchObject({ kind: "notice", responseCode: 451, command: "RCPT TO", givenUp: true });
    expect(JSON.stringify(said.mock.calls)).not.toContain("robin");
    said.mockRestore();
  });

  it("sends nothing that has expired while no server was there", async () => {
    await tell();
    await db().queuedMail.updateMany({ data: { expiresAt: fromNow(-1) } });
    await sendDueMails();
    expect([server.mails.length, await waiting()]).toEqual([0, 0]);
  });

  it("says after eight seconds that a silent mail server has not taken a code, and sends it later", async () => {
    manner.silent = true;
    expect(await sendMailNow(await queueCode())).toBe("waiting");
    await expect
      .poll(async () => (await db().queuedMail.findFirst())?.nextAttemptAt.getTime(), { timeout: 10_000 })
      .toBeLessThan(fromNow(seconds(15)).getTime());
    manner.silent = false;
    moveClock(seconds(20));
    await sendDueMails();
    expect(subjects()).toEqual([expect.stringMatching(/^135790 /)]);
  });
});
