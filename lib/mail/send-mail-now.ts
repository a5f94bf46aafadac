import { setTimeout as wait } from "node:timers/promises";
import { seconds } from "@/lib/clock";
import { deliverMail, type MailOutcome } from "@/lib/mail/deliver-mail";
import { claimFreshMail } from "@/lib/mail/mail-queue-store";
import { recordFault } from "@/lib/observability/record-fault";

/** As long as a person looks at a page that does not come. */
const PATIENCE_MS = seconds(8);

async function tryOnce(id: string): Promise<MailOutcome> {
  const claimed = await claimFreshMail(id);
  return claimed ? deliverMail(claimed) : "waiting";
}

/**
 * Sends a mail that somebody waits for, after the commit that queued it as `held`.
 * @returns `sent`; `refused`: it will never be sent; `waiting`: not within eight seconds, and it is tried again, by
 * whichever server, until it is too late
 */
export async function sendMailNow(id: string): Promise<MailOutcome> {
  const tried = tryOnce(id).catch((error: unknown): MailOutcome => {
    recordFault(error);
    return "waiting";
  });
  return Promise.race([tried, wait(PATIENCE_MS, "waiting" as const, { ref: false })]);
}
