import { days, now } from "@/lib/clock";
import { env } from "@/lib/env";
import { recordFault } from "@/lib/observability/record-fault";
import { perksTimes } from "@/lib/supporters/entitlement-store";
import { nextTurn } from "@/lib/supporters/lapse/next-turn";
import { tellOnce, wasToldOfPause } from "@/lib/supporters/lapse/notice-store";
import { noticeDue } from "@/lib/supporters/lapse/notices-due";
import { claimTurns, endTurn, type PerksTurn } from "@/lib/supporters/lapse/perks-turn-store";
import { settleSuspension } from "@/lib/supporters/lapse/settle-suspension-store";
import { supporterState } from "@/lib/supporters/supporter-state";

/** Settled side by side: few, since pages want the database too. */
const AT_ONCE = 4;

/** Suspends or resumes an account's connections and writes the mail that is due. */
async function settle(turn: PerksTurn): Promise<void> {
  const { userId } = turn;
  const graceMs = days(env().payments.graceDays);
  await settleSuspension(userId);
  const [state, toldPaused] = [await supporterState(userId), await wasToldOfPause(userId)];
  const notice = noticeDue(state, { now: now(), graceMs, toldPaused });
  if (notice) await tellOnce(userId, notice);
  await endTurn(turn, nextTurn(await perksTimes(userId), now(), graceMs));
}

// One that fails has its turn again when its lease is over, and holds up nobody.
const settleAll = (turns: PerksTurn[]) =>
  Promise.all(turns.map((turn) => settle(turn).catch((error: unknown) => recordFault(error, { job: "settle-perks" }))));

/** Settles every account whose turn has come. */
export async function settleTurns(): Promise<void> {
  for (;;) {
    const turns = await claimTurns(AT_ONCE, "oldest");
    if (turns.length === 0) return;
    await settleAll(turns);
  }
}

/** Settles the accounts that changed last, right after a change. What is left is the periodic run's. */
export async function settleLatest(): Promise<void> {
  await settleAll(await claimTurns(AT_ONCE, "latest"));
}
