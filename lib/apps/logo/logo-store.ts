import { days, fromNow, minutes, now } from "@/lib/clock";
import { db } from "@/lib/db/client";
import { digest } from "@/lib/digest";

/** What came of fetching a logo: a picture of ours, or the reason why there is none, as a short word. */
export type LogoOutcome = { png: Uint8Array<ArrayBuffer> } | { failure: string };

// A failure is kept too, so that a dead address is not asked again for every page.
const PICTURE_LIFE = days(7);
const FAILURE_LIFE = minutes(10);

const STALE = () => ({
  OR: [
    { failure: null, fetchedAt: { lte: fromNow(-PICTURE_LIFE) } },
    { failure: { not: null }, fetchedAt: { lte: fromNow(-FAILURE_LIFE) } },
  ],
});

/** @param url source address @returns undefined when it has to be fetched (again) */
export async function findLogo(url: string): Promise<LogoOutcome | undefined> {
  const row = await db().logo.findFirst({ where: { key: digest(url), NOT: STALE() } });
  if (!row) return undefined;
  return row.png ? { png: row.png } : { failure: row.failure ?? "unknown" };
}

/** Keeps an outcome and forgets what is too old, so that addresses made up by strangers do not fill the table. */
export async function keepLogo(url: string, outcome: LogoOutcome): Promise<void> {
  const row = { png: null, failure: null, fetchedAt: now(), ...outcome };
  await db().logo.upsert({ where: { key: digest(url) }, create: { key: digest(url), ...row }, update: row });
  await db().logo.deleteMany({ where: STALE() });
}
