import { recordFault } from "@/lib/observability/record-fault";
import { sendNotices } from "@/lib/supporters/lapse/send-notices";
import { settleSuspensions } from "@/lib/supporters/lapse/settle-suspensions-store";
import { renewSandbox } from "@/lib/supporters/sandbox/renew-sandbox";

/**
 * What time does to perks: suspends and resumes connections, and sends the mails that are due. Run from time to time.
 */
export async function settlePerks(): Promise<void> {
  await renewSandbox();
  await settleSuspensions();
  await sendNotices();
}

/** The same right after a change of perks; the mails are not waited for. A fault is left to the periodic run. */
export async function settleSoon(): Promise<void> {
  await settleSuspensions().catch(recordFault);
  void sendNotices().catch(recordFault);
}
