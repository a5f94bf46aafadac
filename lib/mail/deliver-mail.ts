import { now } from "@/lib/clock";
import { dropMail, openMail, postponeMail, type ClaimedMail } from "@/lib/mail/mail-queue-store";
import { nextMailWait } from "@/lib/mail/mail-waits";
import { transmitMail, type Transmitted } from "@/lib/mail/transmit-mail";
import { count } from "@/lib/observability/counts";
import { log } from "@/lib/observability/log";

/** What became of a try. `waiting`: it is tried again. */
export type MailOutcome = "sent" | "refused" | "waiting";

async function settle(mail: ClaimedMail, done: Transmitted): Promise<MailOutcome> {
  const { id, kind, attempts, expiresAt } = mail;
  if (done.outcome === "sent") {
    count("mails", "sent");
    if (attempts > 1) log.info({ mail: id, kind, attempts }, "a mail was sent after several tries");
    await dropMail(id);
    return "sent";
  }
  const wait = nextMailWait(attempts);
  const givenUp = done.outcome === "refused" || now().getTime() + wait >= expiresAt.getTime();
  count("mails", givenUp ? "given_up" : "waiting");
  const line = { mail: id, kind, attempts, ...done.reason, givenUp };
  log[givenUp ? "error" : "warn"](line, "a mail could not be sent");
  await (givenUp ? dropMail(id) : postponeMail(mail, wait));
  return givenUp ? "refused" : "waiting";
}

/** Tries a claimed mail once, and keeps what follows from it. At least once: one that was sent may come again. */
export async function deliverMail(mail: ClaimedMail): Promise<MailOutcome> {
  const { id, kind, attempts } = mail;
  const content = openMail(mail);
  const isLate = mail.expiresAt <= now();
  if (content && !isLate) return settle(mail, await transmitMail(id, content));
  count("mails", "given_up");
  log.error(
    { mail: id, kind, attempts, givenUp: true },
    isLate ? "a mail came too late to be sent" : "a mail cannot be opened: AUTH_SECRET was another one",
  );
  await dropMail(id);
  return "refused";
}
