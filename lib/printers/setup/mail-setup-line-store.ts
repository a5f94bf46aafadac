import { db } from "@/lib/db/client";
import { mailSetupLine } from "@/lib/mail/mail-setup-line";
import { sendMailNow } from "@/lib/mail/send-mail-now";
import { failure, ok, type Result } from "@/lib/result";

/**
 * Mails the line for the computer beside a printer to who looks at the page.
 * @param line without a token: a mail stays
 * @returns `mail_failed`: it will never be sent; `mail_waiting`: not now, and it is tried again for a day
 */
export async function mailSetupLineNow(
  to: string,
  line: string,
): Promise<Result<object, "mail_failed" | "mail_waiting">> {
  const outcome = await sendMailNow(await db().$transaction((tx) => mailSetupLine(tx, to, undefined, line)));
  if (outcome === "sent") return ok({});
  return failure(outcome === "refused" ? "mail_failed" : "mail_waiting");
}
