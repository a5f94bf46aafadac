import { minutes, monotonicMs } from "@/lib/clock";
import { log } from "@/lib/observability/log";
import { LANES, type Lane, type LaneKeys, type LaneName } from "@/lib/outbound/lanes";
import { failure, ok, type Result } from "@/lib/result";
import { shared } from "@/lib/shared";

type Waiter = { keys: LaneKeys; go(): void };
type Busy = { running: Set<LaneKeys>; waiting: Waiter[]; saidAt: number };

/** What each lane is doing, in this process. */
const busy = (name: LaneName): Busy => {
  const all = shared("outbound-lanes", () => new Map<LaneName, Busy>());
  const found = all.get(name) ?? { running: new Set<LaneKeys>(), waiting: [], saidAt: -Infinity };
  all.set(name, found);
  return found;
};

const countOf = (all: Iterable<LaneKeys>, kind: keyof LaneKeys, key: string | undefined) => {
  let count = 0;
  for (const keys of all) if (keys[kind] === key) count++;
  return count;
};

/** Whether none of a fetch's keys has used up its share among others. */
const hasShare = ({ per }: Lane, others: Iterable<LaneKeys> & object, keys: LaneKeys) =>
  Object.entries(per).every(([name, most]) => {
    const kind = name as keyof LaneKeys;
    return keys[kind] === undefined || countOf(others, kind, keys[kind]) < most;
  });

const hasRoom = ({ atOnce, firstOf }: Lane, running: Set<LaneKeys>, keys: LaneKeys) =>
  running.size < atOnce ||
  (firstOf !== undefined && keys[firstOf] !== undefined && countOf(running, firstOf, keys[firstOf]) === 0);

/** Gives free places to those that wait: first to whose network has the fewest, then to who came first. */
function callWaiting(lane: Lane, { running, waiting }: Busy): void {
  for (;;) {
    const able = waiting.filter(({ keys }) => hasRoom(lane, running, keys) && hasShare(lane, running, keys));
    const held = ({ keys }: Waiter) => (keys.network === undefined ? 0 : countOf(running, "network", keys.network));
    const next = able.reduce<Waiter | undefined>(
      (best, one) => (best && held(best) <= held(one) ? best : one),
      undefined,
    );
    if (!next) return;
    waiting.splice(waiting.indexOf(next), 1);
    running.add(next.keys);
    next.go();
  }
}

function sayFull(name: LaneName, state: Busy): void {
  if (monotonicMs() - state.saidAt < minutes(1)) return;
  state.saidAt = monotonicMs();
  log.warn(
    { lane: name, running: state.running.size, waiting: state.waiting.length },
    "too many outbound fetches at once: one was not made",
  );
}

/**
 * Takes one of the places of a lane, or waits a little for one.
 * @returns `release`, to be called once when the fetch is over; `busy` when there is no place for it
 */
export async function takePlace(name: LaneName, keys: LaneKeys): Promise<Result<{ release(): void }, "busy">> {
  const lane: Lane = LANES[name];
  const state = busy(name);
  const { running, waiting } = state;
  const mine = { ...keys };
  const release = () => void (running.delete(mine) && callWaiting(lane, state));
  const mayRun = hasShare(lane, running, mine);
  if (mayRun && hasRoom(lane, running, mine)) {
    running.add(mine);
    return ok({ release });
  }
  const mayWait =
    lane.waitsForOwn ||
    (mayRun &&
      hasShare(
        lane,
        waiting.map((one) => one.keys),
        mine,
      ));
  if (!mayWait || waiting.length >= lane.waiting) {
    sayFull(name, state);
    return failure("busy");
  }
  return new Promise((resolve) => {
    const waiter: Waiter = { keys: mine, go: () => (clearTimeout(timer), resolve(ok({ release }))) };
    const timer = setTimeout(() => {
      waiting.splice(waiting.indexOf(waiter), 1);
      sayFull(name, state);
      resolve(failure("busy"));
    }, lane.waitMs);
    waiting.push(waiter);
  });
}
