import { afterEach, describe, expect, it } from "vitest";
import { accountByEmail, replaceEmail } from "@/lib/accounts/account-store";
import { runAccountsCommand } from "@/lib/accounts/command/run-accounts-command";
import { redeemIdentity } from "@/lib/accounts/identities/linked-identity-store";
import type { RegistrationRule } from "@/lib/accounts/registration/may-register";
import { sendSignInCode } from "@/lib/accounts/send-sign-in-code";
import { signInWithCode } from "@/lib/accounts/sign-in-with-code";
import { days, fromNow } from "@/lib/clock";
import { env, overrideEnv } from "@/lib/env";
import { createJourney } from "@/lib/journey/journey-store";
import { randomToken } from "@/lib/random";
import { runSupportersCommand } from "@/lib/supporters/command/run-supporters-command";
import { isSupporter } from "@/lib/supporters/perks-store";
import { setUpDatabase } from "@/tests/support/database";
import { mailsTo } from "@/tests/support/mails";
import { someAccount } from "@/tests/support/world";

const CLIENT = { address: "203.0.113.9", device: "Safari on iPhone" };
const newAddress = () => `${randomToken(12).toLowerCase()}@example.org`;

describe("where not everybody may make an account", () => {
  setUpDatabase();
  const rule = (who: RegistrationRule["who"], domains: string[] = []) =>
    overrideEnv({ registration: { who, domains } });
  afterEach(() => rule("open"));

  /** Asks for a code, and enters what was mailed. @returns the subjects of the mails, and whether it signed in */
  const signIn = async (email: string) => {
    const journeyId = await createJourney("browser", { goal: "app" });
    const sent = await sendSignInCode({ journeyId, email, ...CLIENT });
    const subjects = (await mailsTo(email)).map(({ subject }) => subject);
    const code = subjects.map((subject) => /^\d{6}/.exec(subject)?.[0]).find(Boolean) ?? "123456";
    return { sent, subjects, result: await signInWithCode({ journeyId, email, code, ...CLIENT }) };
  };

  it("a stranger is answered as anybody, is mailed why, and gets no account whatever is typed", async () => {
    rule("invite");
    const email = newAddress();
    const { sent, subjects, result } = await signIn(email);
    expect(sent).toEqual({ ok: true, email });
    expect(subjects).toEqual([`No account at ${env().serviceName}`]);
    expect(result.ok).toBe(false);
    expect(await accountByEmail(email)).toBeUndefined();
  });

  it("whoever has an account signs in as before, also while it is closed", async () => {
    const { email } = await someAccount();
    rule("closed");
    expect((await signIn(email)).result.ok).toBe(true);
  });

  it("who is invited hears of it once, and makes an account; closed, not even then", async () => {
    const email = newAddress();
    rule("invite");
    expect(await runAccountsCommand({ verb: "invite", email })).toMatchObject({ ok: true });
    expect(await runAccountsCommand({ verb: "invite", email })).toMatchObject({
      text: `${email} was invited before.\n`,
    });
    expect((await mailsTo(email)).map(({ subject }) => subject)).toEqual([`You’re invited to ${env().serviceName}`]);
    rule("closed");
    expect((await signIn(email)).result.ok).toBe(false);
    rule("invite");
    expect((await signIn(email)).result.ok).toBe(true);
    expect(await runAccountsCommand({ verb: "invitations" })).toMatchObject({
      text: expect.not.stringContaining(email),
    });
  });

  it("an invitation that was withdrawn is worth nothing, also to a code mailed before", async () => {
    const email = newAddress();
    rule("invite");
    await runAccountsCommand({ verb: "invite", email });
    const journeyId = await createJourney("browser", { goal: "app" });
    await sendSignInCode({ journeyId, email, ...CLIENT });
    const code = (await mailsTo(email)).map(({ subject }) => /^\d{6}/.exec(subject)?.[0]).find(Boolean)!;
    expect(await runAccountsCommand({ verb: "withdraw", email })).toMatchObject({ ok: true });
    expect(await signInWithCode({ journeyId, email, code, ...CLIENT })).toMatchObject({ ok: false });
    expect(await accountByEmail(email)).toBeUndefined();
  });

  it("addresses of a listed domain need no invitation", async () => {
    rule("invite", ["example.org"]);
    expect((await signIn(newAddress())).result.ok).toBe(true);
  });

  it("an identity provider opens no way around it", async () => {
    rule("invite");
    const journeyId = await createJourney("browser", { goal: "app" });
    const verifiedEmail = newAddress();
    const visit = { provider: "google", subject: randomToken(9), verifiedEmail, journeyId, ...CLIENT } as const;
    expect(await redeemIdentity(visit)).toMatchObject({ ok: false, error: "registration_closed" });
    expect(await accountByEmail(verifiedEmail)).toBeUndefined();
    await runAccountsCommand({ verb: "invite", email: verifiedEmail });
    expect((await redeemIdentity(visit)).ok).toBe(true);
  });

  it("perks that were granted before there was an account come with it", async () => {
    const email = newAddress();
    const grant = { verb: "grant", email, endsAt: fromNow(days(30)), reason: "helps" } as const;
    expect(await runSupportersCommand(grant)).toMatchObject({ ok: true });
    rule("invite");
    await signIn(email);
    expect(await isSupporter((await accountByEmail(email))!.id)).toBe(true);
  });

  it("whoever moves to an invited address takes what awaits it, and leaves no invitation behind", async () => {
    const [{ id: userId }, email] = [await someAccount(), newAddress()];
    await runSupportersCommand({ verb: "grant", email, endsAt: fromNow(days(30)), reason: undefined });
    expect(await replaceEmail({ userId, sessionId: "", address: CLIENT.address }, email)).toBe(true);
    expect(await isSupporter(userId)).toBe(true);
    expect(await runAccountsCommand({ verb: "withdraw", email })).toMatchObject({ ok: false });
  });

  it("perks that were granted and taken back before do not", async () => {
    const email = newAddress();
    await runSupportersCommand({ verb: "grant", email, endsAt: fromNow(days(30)), reason: undefined });
    expect(await runSupportersCommand({ verb: "revoke", email })).toMatchObject({ ok: true });
    await signIn(email);
    expect(await isSupporter((await accountByEmail(email))!.id)).toBe(false);
  });
});
