import { now } from "@/lib/clock";
import type { Mail } from "@/lib/mail/send-mail";
import { shared } from "@/lib/shared";

const KEPT = 200;

export type OutboxMail = { to: string; subject: string; text: string; sentAt: string };

// In memory only: mails hold codes, and codes are never written down.
const outbox = () => shared<OutboxMail[]>("outbox", () => []);

/** Evaluation mode: keeps a mail for `/dev/mail`. */
export function saveInOutbox(mail: Mail): void {
  outbox().unshift({ to: mail.to, subject: mail.subject, text: mail.text, sentAt: now().toISOString() });
  outbox().splice(KEPT);
}

/** The latest mails, newest first. */
export function listOutbox(): readonly OutboxMail[] {
  return outbox();
}
