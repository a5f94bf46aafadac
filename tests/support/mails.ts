import { listOutbox, type OutboxMail } from "@/lib/mail/outbox";
import { sendDueMails } from "@/lib/mail/send-due-mails";

/** For tests: the mails to an address, newest first, once everything that is due was sent as the job runner does it. */
export async function mailsTo(email: string): Promise<OutboxMail[]> {
  await sendDueMails();
  return listOutbox().filter(({ to }) => to === email);
}
