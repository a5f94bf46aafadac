import { seconds } from "@/lib/clock";
import type { ConnectionUse } from "@/lib/connections/connection-store";
import { db } from "@/lib/db/client";
import { runEvery } from "@/lib/run-every";
import { shared } from "@/lib/shared";

/** A crash loses as much of "last used", and nothing else. */
const EVERY_MS = seconds(5);
const AT_ONCE = 1000;

type Use = ConnectionUse & { at: Date };
const notes = () => shared("connection-uses", () => new Map<string, Use>());

/** Notes a use of a connection, to be written down in a while: no request waits for it. */
export const noteUse = (connectionId: string, use: Use): void => void notes().set(connectionId, use);

/** Writes down what was noted; of a deleted account nothing is. What cannot be is tried again with the next. */
export async function writeUses(): Promise<void> {
  const some = [...notes()].slice(0, AT_ONCE);
  if (some.length === 0) return;
  const of = (pick: (use: Use) => string) => some.map(([, use]) => pick(use));
  await db().$executeRaw`
    UPDATE "AppConnection" c SET "lastUsedAt" = u."at"::timestamp, "lastUsedFrom" = u."from",
      "lastUsedBy" = u."by"::"ConnectionCredential"
    FROM unnest(${some.map(([id]) => id)}::text[], ${of(({ at }) => at.toISOString())}::text[],
      ${of(({ from }) => from)}::text[], ${of(({ by }) => by)}::text[]) AS u("id", "at", "from", "by")
    WHERE c."id" = u."id" AND c."userId" IS NOT NULL
      AND (c."lastUsedAt" IS NULL OR c."lastUsedAt" < u."at"::timestamp)`;
  for (const [id, use] of some) if (notes().get(id) === use) notes().delete(id);
  if (notes().size > 0) await writeUses();
}

/** Writes it down from time to time. @returns stops that */
export const runUseWriter = (): (() => void) => runEvery(EVERY_MS, writeUses);
