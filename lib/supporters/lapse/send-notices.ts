import { days, now } from "@/lib/clock";
import { env } from "@/lib/env";
import { mailPerks } from "@/lib/mail/mail-perks";
import { accountsNearAnEnd, claimNotice, returnNotice } from "@/lib/supporters/lapse/notice-store";
import { noticeDue } from "@/lib/supporters/lapse/notices-due";
import { supporterState } from "@/lib/supporters/supporter-state";

/**
 * Sends the mails about perks that are due, each once, whatever number of servers does it. One that fails is tried
 * again.
 */
export async function sendNotices(): Promise<void> {
  const graceMs = days(env().payments.graceDays);
  for (const { id, email, toldPaused } of await accountsNearAnEnd()) {
    const notice = noticeDue(await supporterState(id), { now: now(), graceMs, toldPaused });
    if (!notice || !(await claimNotice(id, notice))) continue;
    const sent = await mailPerks(email, notice);
    if (!sent.ok) await returnNotice(id, notice);
  }
}
