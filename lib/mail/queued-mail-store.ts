import type { Transaction } from "@/lib/db/client";
import { composeMail, type MailContent } from "@/lib/mail/compose-mail";
import { languageOf } from "@/lib/mail/mail-language-store";
import { queueMail, type MailedCode } from "@/lib/mail/mail-queue-store";
import { withLocale } from "@/lib/messages/locale";

/** What a mail says, from what is known. */
type Compose<Rest extends unknown[]> = (...known: Rest) => MailContent;

/**
 * A kind of mail that tells somebody of what was done: written in the language of who gets it, in the transaction of
 * what it tells about, and sent by the job runner right after that is committed.
 * @param kind for the log
 */
export const notice =
  <Rest extends unknown[]>(kind: string, compose: Compose<Rest>) =>
  async (tx: Transaction, to: string, ...known: Rest): Promise<void> => {
    const mail = await withLocale(await languageOf(tx, to), () => composeMail(to, compose(...known)));
    await queueMail(tx, kind, mail);
  };

/**
 * A kind of mail that somebody waits for: whoever writes it sends it right after the commit (sendMailNow).
 * @returns with `code`: what it brings; its id
 */
export const awaited =
  <Rest extends unknown[]>(kind: string, compose: Compose<Rest>) =>
  async (tx: Transaction, to: string, code: MailedCode | undefined, ...known: Rest): Promise<string> => {
    const mail = await withLocale(await languageOf(tx, to), () => composeMail(to, compose(...known)));
    return queueMail(tx, kind, mail, { code, held: true });
  };
