import { afterEach, beforeEach } from "vitest";
import { getAccount, startSession, type Account } from "@/lib/accounts/account-store";
import { moveClock, now } from "@/lib/clock";
import { db } from "@/lib/db/client";
import { digest } from "@/lib/digest";
import { listOutbox } from "@/lib/mail/outbox";
import { setUpDatabase } from "@/tests/support/database";
import { someAccount } from "@/tests/support/world";

export const BROWSER = { address: "203.0.113.7", device: "Safari on iPhone" };
export const ADDRESS = BROWSER.address;

export const mailTo = (email: string) => listOutbox().find((mail) => mail.to === email);
/** The code of the last mail to an address. */
export const codeFor = (email: string) => /^\d{6}/.exec(mailTo(email)?.subject ?? "")?.[0] ?? "";
/** Another code, so a wrong one. */
export const other = (code: string, by = 1) => String((Number(code) + by) % 1_000_000).padStart(6, "0");

export type ChangingAccount = {
  account: Account;
  /** Of the browser that makes the changes. */
  sessionId: string;
  /** Signs in in another browser. @returns the session's id */
  signIn(): Promise<string>;
  sessions(): Promise<{ id: string }[]>;
  /** Moves the clock on. */
  later(ms: number): void;
  /** What the owner can read of what was done. */
  kinds(): Promise<string[]>;
};

/** For tests: an account that is signed in. */
export function setUpAccount(): ChangingAccount {
  setUpDatabase();
  const who = {} as ChangingAccount;
  const signIn = async () =>
    (
      await db().session.findUniqueOrThrow({
        where: { sessionToken: digest(await startSession(who.account.id, BROWSER, { recentAuth: true })) },
      })
    ).id;
  const sessions = () => db().session.findMany({ where: { userId: who.account.id }, select: { id: true } });
  const later = (ms: number) => moveClock(now().getTime() - Date.now() + ms);
  const kinds = async () =>
    (await db().auditLogEntry.findMany({ where: { userId: who.account.id } })).map((entry) => entry.kind);

  beforeEach(async () => {
    const { id } = await someAccount();
    who.account = (await getAccount(id)) as Account;
    who.sessionId = await signIn();
  });
  afterEach(() => moveClock(0));
  return Object.assign(who, { signIn, sessions, later, kinds });
}
