import { hours } from "@/lib/clock";
import { log } from "@/lib/observability/log";
import { addPoints, usedPoints, type Counter } from "@/lib/rate-limits/limiter-store";

/** How many codes of six digits there are. */
const CODES = 1_000_000;

/** Expected hits of all guessers together in one window: one in a hundred. */
const MOST_EXPECTED_HITS = 0.01;

/**
 * Counts odds, not tries: a wrong guess at a moment when twenty pages show digits is worth twenty points, since it
 * would have hit one of them twenty times in a million. `points` are millionths of a hit.
 */
const ODDS: Counter = { name: "agentDigitsOdds", points: CODES * MOST_EXPECTED_HITS, windowMs: hours(1) };

/**
 * A wrong guess of six digits was made, by anybody.
 * @param living how many digits would have been right at that moment
 */
export async function countWrongDigits(living: number): Promise<void> {
  if (living === 0) return;
  const used = await addPoints(ODDS, "all", living);
  if (used > ODDS.points && used - living <= ODDS.points)
    log.error(
      { living },
      "somebody tries agents' digits: until the hour is over, digits have to be confirmed on the page that shows them",
    );
}

/**
 * Whether all who guess digits, together, have had better odds in this hour than one in a hundred: then right digits
 * alone are not enough (docs/security.md#obicos-agents).
 */
export const areDigitsTried = async (): Promise<boolean> => (await usedPoints(ODDS, "all")) > ODDS.points;
