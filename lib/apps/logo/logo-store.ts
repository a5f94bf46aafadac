import { days, fromNow, hours, minutes, now } from "@/lib/clock";
import { db } from "@/lib/db/client";
import { digest, keyedDigest } from "@/lib/digest";
import { shared } from "@/lib/shared";

/** What came of fetching a logo: a picture of ours, or the reason why there is none, as a short word. */
export type LogoOutcome = { png: Uint8Array<ArrayBuffer> } | { failure: string };

/**
 * For whom an outcome is kept.
 * @property registered the app is registered with it
 * @property network of the client that made us fetch it
 */
export type LogoPayer = { registered: boolean; network: string };

// A failure is kept too, so that a dead address is not asked again for every page.
const PICTURE_LIFETIME = days(7);
const FAILURE_LIFETIME = minutes(10);
const USE_NOTED_EVERY = hours(1);

/** What unregistered logos may take up in all, each row counted with its picture and this much beside it. */
export const LOGO_BUDGET = { bytes: 64 * 1024 * 1024, besideBytes: 8 * 1024 };

const STALE = () => ({
  OR: [
    { failure: null, fetchedAt: { lte: fromNow(-PICTURE_LIFETIME) } },
    { failure: { not: null }, fetchedAt: { lte: fromNow(-FAILURE_LIFETIME) } },
  ],
});

/**
 * @param url source address @param registered whether it is asked for as an app's registered logo, which it then stays
 * @returns undefined when it has to be fetched (again)
 */
export async function findLogo(url: string, registered: boolean): Promise<LogoOutcome | undefined> {
  const row = await db().logo.findFirst({ where: { key: digest(url), NOT: STALE() } });
  if (!row) return undefined;
  const isNews = (registered && !row.registered) || row.usedAt < fromNow(-USE_NOTED_EVERY);
  if (isNews)
    await db().logo.updateMany({ where: { key: row.key }, data: { usedAt: now(), ...(registered && { registered }) } });
  return row.png ? { png: row.png } : { failure: row.failure ?? "unknown" };
}

/**
 * Forgets what is too old, and what is over the budget. Each network has an equal part of it: its own logos used
 * longest ago go, so that who makes up addresses takes the place of their own logos only. Logos that apps are
 * registered with stay.
 */
async function forget(): Promise<void> {
  await db().logo.deleteMany({ where: STALE() });
  await db().$executeRaw`
    DELETE FROM "Logo" WHERE "key" IN (
      SELECT "key" FROM (
        SELECT "key", SUM("cost") OVER (ORDER BY "within", "key") AS "total" FROM (
          SELECT "key", "size" + ${LOGO_BUDGET.besideBytes}::int AS "cost",
            SUM("size" + ${LOGO_BUDGET.besideBytes}::int)
              OVER (PARTITION BY "network" ORDER BY "usedAt" DESC, "key") AS "within"
          FROM "Logo" WHERE NOT "registered"
        ) AS "priced"
      ) AS "ranked" WHERE "total" > ${LOGO_BUDGET.bytes}::bigint
    )`;
}

/** One after the other: those that keep something while it runs share the next round. */
function forgetInTurn(): Promise<void> {
  const turn = shared("logos-forgetting", () => ({
    running: undefined as Promise<void> | undefined,
    next: undefined as Promise<void> | undefined,
  }));
  const start = () => {
    turn.next = undefined;
    turn.running = forget().finally(() => (turn.running = undefined));
    return turn.running;
  };
  if (!turn.running) return start();
  return (turn.next ??= turn.running.then(start, start));
}

/** Keeps an outcome, within what the table of logos may take up. */
export async function saveLogo(url: string, outcome: LogoOutcome, { registered, network }: LogoPayer): Promise<void> {
  const size = "png" in outcome ? outcome.png.length : 0;
  const row = {
    png: null,
    failure: null,
    ...outcome,
    size,
    network: keyedDigest("logo-network", network).slice(0, 32),
    fetchedAt: now(),
    usedAt: now(),
  };
  await db().logo.upsert({
    where: { key: digest(url) },
    create: { key: digest(url), ...row, registered },
    update: { ...row, ...(registered && { registered }) },
  });
  await forgetInTurn();
}
