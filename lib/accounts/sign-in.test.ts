import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { endThisBrowser } from "@/lib/accounts/end-sessions-store";
import { hashPassword } from "@/lib/accounts/password/password-hash";
import { sendSignInCode } from "@/lib/accounts/send-sign-in-code";
import { sessionAdapter } from "@/lib/accounts/session-adapter-store";
import { signInWithCode } from "@/lib/accounts/sign-in-with-code";
import { signInWithPassword } from "@/lib/accounts/sign-in-with-password";
import { days, minutes, moveClock, now, seconds } from "@/lib/clock";
import { db } from "@/lib/db/client";
import { createJourney } from "@/lib/journey/journey-store";
import { listOutbox } from "@/lib/mail/outbox";
import { setUpDatabase } from "@/tests/support/database";

const ADDRESS = "203.0.113.7";
let count = 0;
const newEmail = () => `person-${String.fromCharCode(97 + (count++ % 26))}${count}@example.org`;
const codeFor = (email: string) =>
  /^\d{6}/.exec(listOutbox().find((mail) => mail.to === email)?.subject ?? "")?.[0] ?? "";
const wrong = (code: string, by = 1) => String((Number(code) + by) % 1_000_000).padStart(6, "0");

describe("signing in", () => {
  setUpDatabase();
  let email: string;
  let journeyId: string;
  const send = (to = email, session = journeyId) => sendSignInCode({ journeyId: session, email: to, address: ADDRESS });
  const tryCode = (code: string, session = journeyId) =>
    signInWithCode({ journeyId: session, email, code, address: ADDRESS, device: "Safari on iPhone" });

  beforeEach(async () => {
    email = newEmail();
    journeyId = await createJourney("browser", { goal: "app" });
  });
  afterEach(() => moveClock(0));

  it("makes the account at the first right code and finds it at the next", async () => {
    await send();
    const first = await tryCode(codeFor(email));
    expect(first).toMatchObject({ ok: true, isNew: true, account: { email } });
    const again = await createJourney("browser", { goal: "app" });
    await send(email, again);
    const second = await tryCode(codeFor(email), again);
    expect(second.ok && first.ok && second.account.id === first.account.id).toBe(true);
  });

  it("notes at the first right code, and then alone, that the terms on its page were accepted", async () => {
    const acceptedAt = async () => (await db().user.findUnique({ where: { email } }))?.termsAcceptedAt;
    await send();
    expect(await acceptedAt()).toBeUndefined();
    await tryCode(wrong(codeFor(email)));
    expect(await acceptedAt()).toBeUndefined();
    const before = now();
    await tryCode(codeFor(email));
    const first = await acceptedAt();
    expect(first?.getTime()).toBeGreaterThanOrEqual(before.getTime());
    moveClock(days(1));
    const again = await createJourney("browser", { goal: "app" });
    await send(email, again);
    expect(await tryCode(codeFor(email), again)).toMatchObject({ ok: true, isNew: false });
    expect(await acceptedAt()).toEqual(first);
  });

  it("takes the same right code again in this session, also in parallel, and makes one account", async () => {
    await send();
    const code = codeFor(email);
    const tries = await Promise.all(Array.from({ length: 8 }, () => tryCode(code)));
    expect(tries.every((answer) => answer.ok)).toBe(true);
    expect(await db().user.count({ where: { email } })).toBe(1);
  });

  it("takes a code with blanks and hyphens", async () => {
    await send();
    const code = codeFor(email);
    expect(await tryCode(` ${code.slice(0, 3)}-${code.slice(3)} `)).toMatchObject({ ok: true });
  });

  it("keeps no code and no session token, only digests", async () => {
    await send();
    const code = codeFor(email);
    const signedIn = await tryCode(code);
    const rows = JSON.stringify([
      await db().oneTimeCode.findMany(),
      await db().session.findMany(),
      await db().auditLogEntry.findMany(),
    ]);
    expect(rows).not.toContain(code);
    expect(signedIn.ok && rows.includes(signedIn.sessionToken ?? "")).toBe(false);
  });

  it("refuses the right code after five wrong ones, also when they come in parallel", async () => {
    await send();
    const code = codeFor(email);
    const answers = await Promise.all(Array.from({ length: 12 }, (_, index) => tryCode(wrong(code, index + 1))));
    expect(answers.filter((answer) => !answer.ok && answer.error === "code_wrong").length).toBeLessThanOrEqual(4);
    expect(await tryCode(code)).toEqual({ ok: false, error: "code_used_up" });
  });

  it("refuses the code of another journey", async () => {
    await send();
    const other = await createJourney("another browser", { goal: "app" });
    await send(newEmail(), other);
    expect(await tryCode(codeFor(email), other)).toMatchObject({ ok: false, error: "code_wrong" });
  });

  it("refuses the old code after a new one was sent", async () => {
    await send();
    const old = codeFor(email);
    moveClock(seconds(31));
    expect(await send()).toMatchObject({ ok: true });
    const fresh = codeFor(email);
    if (old !== fresh) expect(await tryCode(old)).toMatchObject({ ok: false, error: "code_wrong" });
    expect(await tryCode(fresh)).toMatchObject({ ok: true });
  });

  it("sends no second code within half a minute", async () => {
    await send();
    expect(await send()).toEqual({ ok: false, error: "resend_too_soon" });
  });

  it("refuses a code after ten minutes", async () => {
    await send();
    moveClock(minutes(10) + 1000);
    expect(await tryCode(codeFor(email))).toEqual({ ok: false, error: "code_expired" });
  });

  it.each([
    "",
    "robin",
    "robin@",
    "@example.org",
    "a b@example.org",
    `${"a".repeat(250)}@example.org`,
    "robin@example.org\r\nBcc: all@example.org",
  ])("sends nothing to %j", async (input) => {
    const before = listOutbox().length;
    expect(await send(input)).toEqual({ ok: false, error: "email_invalid" });
    expect(listOutbox()).toHaveLength(before);
  });

  it("answers known and unknown addresses alike when a code is asked for", async () => {
    await send();
    await tryCode(codeFor(email));
    const session = async () => createJourney("browser", { goal: "app" });
    const known = await send(email, await session());
    const unknownEmail = newEmail();
    const unknown = await send(unknownEmail, await session());
    expect(JSON.stringify(known).replaceAll(email, "")).toBe(JSON.stringify(unknown).replaceAll(unknownEmail, ""));
  });

  it("floods no mailbox", async () => {
    for (let index = 0; index < 6; index++) await send(email, await createJourney("browser", { goal: "app" }));
    const refused = await send(email, await createJourney("browser", { goal: "app" }));
    expect(refused).toMatchObject({ ok: false, error: "too_many" });
  });

  it("signs in with a password, and gives one answer to whatever is wrong", async () => {
    await send();
    const made = await tryCode(codeFor(email));
    if (!made.ok) throw new Error("no account");
    const passwordHash = await hashPassword("my spool is orange today");
    await db().user.update({ where: { id: made.account.id }, data: { passwordHash } });
    const attempt = (address: string, password: string) =>
      signInWithPassword({ journeyId, email: address, password, address: ADDRESS, device: "Safari on iPhone" });
    expect(await attempt(email.toUpperCase(), "my spool is orange today")).toMatchObject({
      ok: true,
      account: { id: made.account.id },
    });
    const wrongPassword = await attempt(email, "my spool is green today");
    const unknown = await attempt(newEmail(), "my spool is green today");
    expect(JSON.stringify(wrongPassword)).toBe(JSON.stringify(unknown));
    expect(wrongPassword).toEqual({ ok: false, error: "password_wrong" });
  });

  it("stops password guesses from one place without locking the owner out, in the end from many", async () => {
    const guess = (address: string) =>
      signInWithPassword({
        journeyId,
        email,
        password: "no such password here",
        address,
        device: "Safari on iPhone",
      });
    for (let index = 0; index < 10; index++)
      expect(await guess("203.0.113.1")).toEqual({ ok: false, error: "password_wrong" });
    expect(await guess("203.0.113.1")).toMatchObject({ ok: false, error: "too_many" });
    expect(await guess("203.0.114.2")).toEqual({ ok: false, error: "password_wrong" });
    for (let index = 0; index < 40; index++) await guess(`203.1.${10 + index}.1`);
    expect(await guess("203.2.1.99")).toMatchObject({ ok: false, error: "too_many" });
  });

  it("lets no stranger use up the owner's codes", async () => {
    for (let index = 0; index < 7; index++)
      await sendSignInCode({
        journeyId: await createJourney("browser", { goal: "app" }),
        email,
        address: "198.51.100.1",
      });
    expect(await send()).toMatchObject({ ok: true });
  });

  it("takes no code of a journey after its browser was given to somebody else", async () => {
    await send();
    const code = codeFor(email);
    expect(await tryCode(code)).toMatchObject({ ok: true });
    await endThisBrowser(undefined, "browser");
    expect(await tryCode(code)).toEqual({ ok: false, error: "code_missing" });
  });

  it("writes what was tried into the owner's audit log", async () => {
    await send();
    const made = await tryCode(codeFor(email));
    if (!made.ok) throw new Error("no account");
    await signInWithPassword({
      journeyId,
      email,
      password: "no such password here",
      address: ADDRESS,
      device: "Safari on iPhone",
    });
    await expect
      .poll(async () =>
        (await db().auditLogEntry.findMany({ where: { userId: made.account.id }, orderBy: { at: "asc" } })).map(
          ({ kind }) => kind,
        ),
      )
      .toEqual(["signed_in", "password_failed"]);
  });

  it("ends a sign-in for good after 90 days, however often it was used", async () => {
    await send();
    const made = await tryCode(codeFor(email));
    if (!made.ok) throw new Error("no account");
    expect(await sessionAdapter().getSessionAndUser?.(made.sessionToken ?? "")).toMatchObject({ user: { email } });
    moveClock(days(91));
    expect(await sessionAdapter().getSessionAndUser?.(made.sessionToken ?? "")).toBeNull();
  });
});
