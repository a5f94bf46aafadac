import { env } from "@/lib/env";
import { recordFault } from "@/lib/observability/record-fault";
import { shared } from "@/lib/shared";
import { turnToUnsettled } from "@/lib/supporters/lapse/perks-turn-store";
import { settleLatest, settleTurns } from "@/lib/supporters/lapse/settle-turns";
import { renewSandbox } from "@/lib/supporters/sandbox/renew-sandbox";

const known = () => shared("perks-settings", () => ({ settings: "" }));

/** Settings that decide about perks may be others since the last start: once for each that this process has seen. */
async function lookAtSettings(): Promise<void> {
  const { graceDays, everyoneSupports } = env().payments;
  const settings = `${graceDays} ${everyoneSupports}`;
  if (known().settings === settings) return;
  await turnToUnsettled();
  known().settings = settings;
}

/**
 * What time does to perks: suspends and resumes connections, and writes the mails that are due. Run from time to time.
 */
export async function settlePerks(): Promise<void> {
  await renewSandbox();
  await lookAtSettings();
  await settleTurns();
}

/** The same right after a change of perks, for what changed. A fault is left to the periodic run. */
export async function settleSoon(): Promise<void> {
  await settleLatest().catch(recordFault);
}
