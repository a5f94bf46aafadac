import { describe, expect, it } from "vitest";
import { likelihoodOfLarger, looksAlike } from "./compare-samples";

/** Reproducible numbers from 0 to 1 (mulberry32). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Times as a server takes them: most near the median, some much longer. @param spread relative */
const times = (seed: number, median: number, spread: number, count = 200) => {
  const next = numbers(seed);
  const normal = () => Math.sqrt(-2 * Math.log(next() || 1e-9)) * Math.cos(2 * Math.PI * next());
  return Array.from(
    { length: count },
    () => median * Math.exp(spread * normal()) + (next() < 0.05 ? median * next() : 0),
  );
};

describe("the comparison of times", () => {
  it("takes two sets from the same place for alike, in 200 of 200 draws", () => {
    for (let draw = 0; draw < 200; draw++)
      expect(looksAlike(times(draw, 30, 0.1), times(draw + 1000, 30, 0.1)), `draw ${draw}`).toBe(true);
  });

  it("finds a difference of 5 % where times scatter as much, in 200 of 200 draws", () => {
    for (let draw = 0; draw < 200; draw++)
      expect(looksAlike(times(draw, 30, 0.05), times(draw + 1000, 31.5, 0.05)), `draw ${draw}`).toBe(false);
  });

  it("knows no milliseconds: a machine ten times slower gives the same number", () => {
    const [one, other] = [times(1, 30, 0.1), times(2, 31, 0.1)];
    expect(
      likelihoodOfLarger(
        one.map((ms) => ms * 10),
        other.map((ms) => ms * 10),
      ),
    ).toBe(likelihoodOfLarger(one, other));
  });

  it("is a half for the same, one for all larger, and counts ties half", () => {
    expect(likelihoodOfLarger([1, 2, 3], [1, 2, 3])).toBe(0.5);
    expect(likelihoodOfLarger([4, 5], [1, 2])).toBe(1);
    expect(likelihoodOfLarger([1], [1])).toBe(0.5);
  });
});
