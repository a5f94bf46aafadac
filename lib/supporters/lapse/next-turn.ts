import { ENDING_MS } from "@/lib/supporters/lapse/notices-due";
import { perksState, type PerksTime } from "@/lib/supporters/perks-state";

/**
 * When time next does something to an account's perks: they begin, are announced to end, end, or hold no more. Pure.
 * Whether everybody has perks has no part in it, since that may be set otherwise tomorrow.
 * @param graceMs how long perks hold after an end that came by itself
 * @returns undefined: nothing comes by itself
 */
export function nextTurn(times: PerksTime[], now: Date, graceMs: number): Date | undefined {
  const state = perksState(times, now, graceMs);
  const begins = times.filter(({ revokedAt }) => !revokedAt).map(({ startsAt }) => startsAt);
  const ends =
    state.kind === "active"
      ? [new Date(state.endsAt.getTime() - ENDING_MS), state.endsAt]
      : state.kind === "grace"
        ? [state.until]
        : [];
  return [...begins, ...ends].filter((at) => at > now).sort((a, b) => a.getTime() - b.getTime())[0];
}
