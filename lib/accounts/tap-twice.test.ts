import { randomBytes } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { sendAccountCode } from "@/lib/accounts/send-account-code";
import { sendSignInCode } from "@/lib/accounts/send-sign-in-code";
import { codeUnderWayTo } from "@/lib/accounts/sign-in-code-store";
import { signInWithCode } from "@/lib/accounts/sign-in-with-code";
import { moveClock, seconds } from "@/lib/clock";
import { db } from "@/lib/db/client";
import { overrideEnv } from "@/lib/env";
import { createJourney } from "@/lib/journey/journey-store";
import { askKeyCode } from "@/lib/octoprint/ask-key-code";
import { setUpDatabase } from "@/tests/support/database";
import { mailServer, type MailServer } from "@/tests/support/mail-server";
import { someAccount, somePrinter } from "@/tests/support/world";

const ADDRESS = "203.0.113.7";

describe("a code that is asked for several times at once", () => {
  setUpDatabase();
  let server: MailServer | undefined;
  let journeyId: string;
  const email = () => `tap-${randomBytes(4).toString("hex")}@example.org`;
  const serve = async (how: { refuse?: boolean; slowMs?: number }) => {
    await server?.close();
    server = await mailServer(how);
    overrideEnv({ smtpUrl: server.url });
    return server.mails;
  };
  const signIn = (code: string, to: string) =>
    signInWithCode({ journeyId, email: to, code, address: ADDRESS, device: "test" });
  const codeIn = (mail: { subject?: string | undefined } | undefined) => mail?.subject?.slice(0, 6) ?? "";

  beforeEach(async () => {
    journeyId = await createJourney("browser", { goal: "app" });
  });
  afterEach(async () => {
    moveClock(0);
    overrideEnv({ smtpUrl: undefined });
    await server?.close();
    server = undefined;
  });

  it("is mailed once by a slow mail server, and that one works", async () => {
    const [mails, to] = [await serve({ slowMs: 400 }), email()];
    const tap = () => sendSignInCode({ journeyId, email: to, address: ADDRESS });
    const answers = await Promise.all([tap(), tap(), tap(), tap()]);
    expect(answers.filter((answer) => answer.ok)).toHaveLength(1);
    expect(mails).toHaveLength(1);
    expect(await codeUnderWayTo(journeyId, ` ${to.toUpperCase()} `)).toBe(to);
    expect(await codeUnderWayTo(journeyId, email())).toBeUndefined();
    expect(await signIn(codeIn(mails[0]), to)).toMatchObject({ ok: true });
  });

  it("can be asked for again at once when mailing failed, and the one before still works", async () => {
    const [mails, to] = [await serve({}), email()];
    expect(await sendSignInCode({ journeyId, email: to, address: ADDRESS })).toMatchObject({ ok: true });
    moveClock(seconds(31));
    await serve({ refuse: true });
    expect(await sendSignInCode({ journeyId, email: to, address: ADDRESS })).toMatchObject({ error: "mail_failed" });
    expect(await codeUnderWayTo(journeyId, to)).toBeUndefined();
    const [before] = mails;
    const fresh = await serve({});
    expect(await signIn(codeIn(before), to)).toMatchObject({ ok: true });
    expect(await sendSignInCode({ journeyId, email: to, address: ADDRESS })).toMatchObject({ ok: true });
    expect(fresh).toHaveLength(1);
  });

  it("is mailed once to a signed-in person, and for an OctoPrint key", async () => {
    const mails = await serve({ slowMs: 400 });
    const user = await someAccount();
    const session = await db().session.create({
      data: { sessionToken: randomBytes(8).toString("hex"), userId: user.id, expires: new Date(Date.now() + 60_000) },
    });
    const order = { sessionId: session.id, purpose: "reauthenticate" as const, userId: user.id, email: user.email };
    const answers = await Promise.all(Array.from({ length: 4 }, () => sendAccountCode({ ...order, address: ADDRESS })));
    expect(answers.filter((answer) => answer.ok)).toHaveLength(1);
    expect(mails).toHaveLength(1);
    const { printer } = await somePrinter({ ownerId: user.id });
    const ask = () =>
      askKeyCode(
        { journeyId, printerId: printer.id, keyName: "App" },
        { email: user.email, app: "App", printer: "Voron" },
      );
    expect(await Promise.all([ask(), ask(), ask()])).toEqual([true, true, true]);
    expect(mails).toHaveLength(2);
  });
});
