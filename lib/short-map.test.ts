import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Bag } from "@/lib/bag";
import { ShortMap } from "@/lib/short-map";

const steps = fc.array(fc.record({ key: fc.nat(9), isIn: fc.boolean() }), { maxLength: 60 });

describe("what comes and goes", () => {
  it("is in a short map as it would be in a Map, and in the same order", () => {
    fc.assert(
      fc.property(steps, (all) => {
        const [ours, theirs] = [new ShortMap<object>(), new Map<number, object>()];
        for (const { key, isIn } of all) {
          const value = { key };
          if (isIn) void [ours.set(key, value), theirs.set(key, value)];
          else expect(ours.delete(key)).toBe(theirs.delete(key));
          expect(ours.get(key)).toBe(theirs.get(key));
          expect(ours.size).toBe(theirs.size);
          expect(ours.entries()).toEqual([...theirs]);
          expect(ours.values()).toEqual([...theirs.values()]);
        }
      }),
    );
  });

  it("is in a bag until it is taken out, and taken out once", () => {
    fc.assert(
      fc.property(steps, (all) => {
        const bag = new Bag<number>();
        const inIt: { key: number; leave: () => void }[] = [];
        const left: (() => void)[] = [];
        for (const { key, isIn } of all) {
          if (isIn) inIt.push({ key, leave: bag.add(key) });
          else left.push(...inIt.splice(key % (inIt.length || 1), 1).map(({ leave }) => leave));
          for (const leave of left) leave();
          expect(bag.items().sort()).toEqual(inIt.map((item) => item.key).sort());
          expect(bag.size).toBe(inIt.length);
        }
      }),
    );
  });
});
