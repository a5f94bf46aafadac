/**
 * How likely a sample of `one` is larger than one of `other` (ties count half): the effect size of the rank-sum test of
 * Mann and Whitney, U divided by the number of pairs. 0.5: no difference. Ranks know no milliseconds, so a slow machine
 * changes nothing.
 */
export function likelihoodOfLarger(one: number[], other: number[]): number {
  let larger = 0;
  for (const a of one) for (const b of other) larger += a > b ? 1 : a === b ? 0.5 : 0;
  return larger / (one.length * other.length);
}

/** How far from 0.5 is still taken for chance: with 200 samples of each, three and a half standard deviations. */
export const CHANCE = 0.1;

/** Whether two sets of samples, taken in turns, look as if they came from the same place. */
export const looksAlike = (one: number[], other: number[]) => Math.abs(likelihoodOfLarger(one, other) - 0.5) <= CHANCE;
