import { setTimeout as wait } from "node:timers/promises";
import { monotonicMs, seconds } from "@/lib/clock";
import { db, type Transaction } from "@/lib/db/client";
import { log } from "@/lib/observability/log";

/**
 * Milliseconds that a server may go on by what it keeps in memory after a sign of life. What ends access waits for no
 * longer than this for a server that is gone.
 */
export const LEASE_MS = 2000;

/** A lease counts from when it was asked for, and ends a little before anyone takes it for over. */
const MARGIN_MS = 100;
const FIRST_LOOK_MS = 2;
const LONGEST_LOOK_MS = 50;
/** Nobody's page waits for longer, whatever is wrong with a server that lives and does not say that it knows. */
const LONGEST_WAIT_MS = seconds(30);

type Lease = { id: string; beat: bigint; seen: bigint };

/** The last sign of life of a server that has not seen a barrier, and when that was read here. */
type Awaited = { beat: bigint; since: number };

const leases = () => db().$queryRaw<Lease[]>`SELECT "id", "beat", "seen" FROM "AccessLease"`;

/**
 * Waits until no server lets anybody through by what was so before: each has said that it knows, or its lease has run
 * out by our clock, which nobody can set. To be called after the commit of what changed, by whoever answers for it.
 */
export async function changesAreSeen(): Promise<void> {
  const [told] = await db().$queryRaw<{ barrier: bigint }[]>`
    WITH drawn AS (SELECT nextval('"AccessBarrier"') AS barrier)
    SELECT barrier, pg_notify('access', 'barrier ' || barrier)::text FROM drawn`;
  const barrier = told?.barrier ?? 0n;
  const awaited = new Map<string, Awaited>();
  const begun = monotonicMs();
  for (let pause = FIRST_LOOK_MS; ; pause = Math.min(pause * 2, LONGEST_LOOK_MS)) {
    const time = monotonicMs();
    const blind = (await leases()).filter(({ seen }) => seen < barrier);
    for (const { id, beat } of blind) if (awaited.get(id)?.beat !== beat) awaited.set(id, { beat, since: time });
    const over = blind.filter(({ id }) => time - (awaited.get(id)?.since ?? time) > LEASE_MS + MARGIN_MS);
    for (const { id, beat } of over) await db().accessLease.deleteMany({ where: { id, beat } });
    if (over.length === blind.length) return;
    if (time - begun > LONGEST_WAIT_MS) {
      log.error({ servers: blind.length }, "servers that live do not say that they know of a change of access");
      return;
    }
    await wait(pause);
  }
}

/**
 * A transaction that may take access away. It returns once no server lets through what it ended (`changesAreSeen`), so
 * that "Revoked" on a page is true everywhere.
 */
export async function endAccess<T>(
  act: (tx: Transaction) => Promise<T>,
  patience?: { maxWait: number; timeout: number },
): Promise<T> {
  const done = await db().$transaction(act, patience);
  await changesAreSeen();
  return done;
}
