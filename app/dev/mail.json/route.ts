import { listOutbox } from "@/lib/mail/outbox";

/** Evaluation mode: the mails that would have been sent, newest first. */
export function GET(): Response {
  return Response.json(listOutbox().map(({ to, subject, text, sentAt }) => ({ to, subject, text, sentAt })));
}
