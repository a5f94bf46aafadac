import { days } from "@/lib/clock";
import type { PerksState } from "@/lib/supporters/perks-state";

/** A mail about perks. `endsAt`: the end it is about. */
export type Notice =
  | { kind: "ending"; endsAt: Date; until: Date }
  | { kind: "grace"; endsAt: Date; until: Date }
  | { kind: "payment_failed"; endsAt: Date; until: Date }
  | { kind: "paused"; endsAt: Date }
  | { kind: "back"; endsAt: Date };

/** How long before an end that comes by itself people hear of it. */
export const ENDING_MS = days(3);
/** An end that is longer ago than this is no news. */
export const STALE_MS = days(7);

/**
 * The mail that an account's state calls for; whether it was sent already is not looked at. Pure.
 * @param toldPaused the account was told that its apps are paused, and not yet that they work again
 */
export function noticeDue(
  state: PerksState,
  { now, graceMs, toldPaused }: { now: Date; graceMs: number; toldPaused: boolean },
): Notice | undefined {
  if (state.kind === "active") {
    if (toldPaused) return { kind: "back", endsAt: state.endsAt };
    const isNear = state.endsAt.getTime() - now.getTime() <= ENDING_MS;
    const wasLong = state.endsAt.getTime() - state.startsAt.getTime() > ENDING_MS;
    return !state.renews && isNear && wasLong
      ? { kind: "ending", endsAt: state.endsAt, until: new Date(state.endsAt.getTime() + graceMs) }
      : undefined;
  }
  if (state.kind === "grace")
    return { kind: state.paymentFailed ? "payment_failed" : "grace", endsAt: state.endsAt, until: state.until };
  if (state.kind !== "lapsed") return undefined;
  return now.getTime() - state.endsAt.getTime() <= STALE_MS + graceMs
    ? { kind: "paused", endsAt: state.endsAt }
    : undefined;
}
