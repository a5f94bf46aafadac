import { db, type Transaction } from "@/lib/db/client";
import { dropMail, type MailedCode } from "@/lib/mail/mail-queue-store";
import { sendMailNow } from "@/lib/mail/send-mail-now";
import type { OneTimeCode } from "@/lib/one-time-codes/one-time-code";
import {
  lockCode,
  returnToCode,
  saveCode,
  unclaimCode,
  type KeptCode,
  type NewCode,
} from "@/lib/one-time-codes/one-time-code-store";
import { failure, ok, type Result } from "@/lib/result";

/** Writes the mail that brings a code. @returns its id */
export type CodeMail = (tx: Transaction, to: string, code: MailedCode) => Promise<string>;

/**
 * Why a code did not go out. `mail_failed`: it never will, and nothing has changed. `mail_waiting`: not now; the code
 * is good, and its mail is tried again while it lives.
 */
export type CodeMailError = "mail_failed" | "mail_waiting";

/** Code and mail are there together, or neither is. */
function writeCode(which: OneTimeCode, code: NewCode, mail: CodeMail) {
  return db().$transaction(async (tx) => {
    const before = await lockCode(tx, which);
    const saved = await saveCode(which, code, tx);
    const mailId = await mail(tx, code.email, { codeId: saved.id, expiresAt: saved.expiresAt });
    return { before, saved, mailId };
  });
}

async function takeBack(which: OneTimeCode, saved: KeptCode, before: KeptCode | undefined): Promise<void> {
  if (before) await returnToCode(saved, before);
  await unclaimCode(which);
}

/**
 * Mails a code whose sending was claimed (claimCode). The person waits for eight seconds at most.
 * @param goesOn false: it is now or never, since nobody waits for the mail once the page is there
 */
export async function mailCodeNow(
  which: OneTimeCode,
  code: NewCode,
  mail: CodeMail,
  { goesOn = true } = {},
): Promise<Result<object, CodeMailError>> {
  const { before, saved, mailId } = await writeCode(which, code, mail);
  const outcome = await sendMailNow(mailId);
  if (outcome === "sent") return ok({});
  if (outcome === "waiting" && goesOn) return failure("mail_waiting");
  await dropMail(mailId);
  await takeBack(which, saved, before);
  return failure("mail_failed");
}
