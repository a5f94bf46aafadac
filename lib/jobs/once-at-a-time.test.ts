import { expect, it } from "vitest";
import { onceAtATime } from "@/lib/jobs/once-at-a-time";

const held = () => {
  let open: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => (open = resolve));
  return { gate, open };
};

it("runs never twice at once, and once more for all who called meanwhile", async () => {
  const { gate, open } = held();
  let [runs, running, most] = [0, 0, 0];
  const look = onceAtATime(
    async () => {
      most = Math.max(most, ++running);
      if (++runs === 1) await gate;
      running--;
    },
    () => undefined,
  );
  const first = look();
  await Promise.all([look(), look(), look()]);
  expect(runs).toBe(1);
  open();
  await first;
  expect([runs, most]).toEqual([2, 1]);
  await look();
  expect(runs).toBe(3);
});

it("tells of a run that fails, and runs again", async () => {
  const faults: unknown[] = [];
  let runs = 0;
  const look = onceAtATime(
    async () => {
      if (++runs === 1) throw new Error("the first fails");
    },
    (error) => faults.push(error),
  );
  await look();
  await look();
  expect([runs, faults]).toEqual([2, [new Error("the first fails")]]);
});
