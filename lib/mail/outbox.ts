import { now } from "@/lib/clock";
import type { Mail } from "@/lib/mail/compose-mail";
import { shared } from "@/lib/shared";

const KEPT = 200;

/** `id`: from 1, in the order they were sent. */
export type OutboxMail = Omit<Mail, "unsubscribe"> & { id: number; sentAt: string };

// In memory only: mails hold codes, and codes are never written down.
const outbox = () => shared("outbox", () => ({ mails: [] as OutboxMail[], sent: 0 }));

/** Evaluation mode: keeps a mail for `/dev/mail`. */
export function saveInOutbox({ to, subject, text, html }: Mail): void {
  const { mails } = outbox();
  mails.unshift({ id: ++outbox().sent, to, subject, text, html, sentAt: now().toISOString() });
  mails.splice(KEPT);
}

/** The latest mails, newest first. */
export function listOutbox(): readonly OutboxMail[] {
  return outbox().mails;
}
