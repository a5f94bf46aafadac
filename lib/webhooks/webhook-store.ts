import { days, fromNow, minutes, now } from "@/lib/clock";
import { db } from "@/lib/db/client";
import { wakeJob } from "@/lib/db/wake-job";

/** Why a try failed. `status`: the server answered, but not with 2xx. `busy`: too much was being sent already. */
export type AttemptFailure = "busy" | "refused" | "unreachable" | "timeout" | "redirect" | "status";

/** A message that is being tried now, and where it goes; url and key are null when the app has no webhook any more. */
export type DueMessage = {
  id: string;
  appId: string;
  body: string;
  attempts: number;
  webhookUrl: string | null;
  webhookKey: string | null;
  lease: Date;
};

/** What came of one try. @property next when it is tried again; null: never, because it arrived or is given up */
export type AttemptResult = { status: number | null; failure: AttemptFailure | null; ms: number; next: Date | null };

/** No try takes longer; whoever died while trying is taken for dead after it. */
const LEASE_MS = minutes(1);
/** Tried at once of one app: its server may be slow, and is not to be overrun. */
const AT_ONCE_PER_APP = 4;
/**
 * Tried at once in all. An app of which nothing is being tried has a place beyond it: apps are registered by hand, so
 * these are few.
 */
const AT_ONCE = 100;
const KEPT_MS = days(30);

/**
 * Claims what is due, as far as there is room, in turns over the apps: the first message of each before the second of
 * any, so that no app waits for another. Each claimed message is pushed ahead while it is tried, so that no other
 * server tries it meanwhile and a crash leads to another try; its try is counted at once.
 * @param running how many messages of each app this process is trying now, by the app's id
 */
export async function claimDueMessages(running: ReadonlyMap<string, number> = new Map()): Promise<DueMessage[]> {
  const time = now().toISOString();
  const lease = fromNow(LEASE_MS);
  const counts = [...running.values()];
  const room = AT_ONCE - counts.reduce((sum, count) => sum + count, 0);
  const rows = await db().$queryRaw<Omit<DueMessage, "lease">[]>`
    WITH apps AS (
      SELECT d."appId", COALESCE(r."count", 0) AS "running"
      FROM (SELECT DISTINCT "appId" FROM "WebhookMessage" WHERE "nextAttemptAt" <= ${time}::timestamp) d
      LEFT JOIN unnest(${[...running.keys()]}::text[], ${counts}::int[]) AS r("appId", "count") ON r."appId" = d."appId"
    ), free AS MATERIALIZED (
      SELECT m."id", m."nextAttemptAt", a."appId", a."running" FROM apps a
      CROSS JOIN LATERAL (
        SELECT w."id", w."nextAttemptAt" FROM "WebhookMessage" w
        WHERE w."appId" = a."appId" AND w."nextAttemptAt" <= ${time}::timestamp
        ORDER BY w."nextAttemptAt" LIMIT GREATEST(${AT_ONCE_PER_APP}::int - a."running", 0) FOR UPDATE SKIP LOCKED
      ) m
    ), placed AS (
      SELECT "id", "nextAttemptAt",
        "running" + row_number() OVER (PARTITION BY "appId" ORDER BY "nextAttemptAt", "id") AS "place"
      FROM free
    ), due AS (
      SELECT "id", "place", row_number() OVER (ORDER BY "place", "nextAttemptAt", "id") AS "turn" FROM placed
    )
    UPDATE "WebhookMessage" m SET "nextAttemptAt" = ${lease.toISOString()}::timestamp, "attempts" = m."attempts" + 1
    FROM due, "App" p WHERE m."id" = due."id" AND p."id" = m."appId" AND (due."place" = 1 OR due."turn" <= ${room}::int)
    RETURNING m."id", m."appId", m."body", m."attempts", p."webhookUrl", p."webhookKey"`;
  return rows.map((row) => ({ ...row, lease }));
}

/** Keeps a try and what follows from it. Another server that has claimed the message since decides by itself. */
export async function saveAttempt(
  { id, lease }: DueMessage,
  { status, failure, ms, next }: AttemptResult,
): Promise<void> {
  await db().$transaction(async (tx) => {
    await tx.webhookAttempt.create({ data: { messageId: id, at: now(), status, failure, ms } });
    if (failure === null)
      await tx.webhookMessage.updateMany({
        where: { id, deliveredAt: null },
        data: { deliveredAt: now(), nextAttemptAt: null },
      });
    else {
      const where = { id, nextAttemptAt: lease };
      const { count } = await tx.webhookMessage.updateMany({ where, data: { nextAttemptAt: next } });
      if (count > 0 && next) await wakeJob(tx, "send-webhooks", Math.max(0, next.getTime() - now().getTime()));
    }
  });
}

/** Ends a message without a try: its app has no webhook any more. */
export async function dropMessage(id: string): Promise<void> {
  await db().webhookMessage.updateMany({ where: { id }, data: { nextAttemptAt: null } });
}

/** A message as an operator sees it. */
export type Delivery = {
  id: string;
  type: string;
  createdAt: Date;
  attempts: number;
  state: "delivered" | "waiting" | "given_up";
  nextAttemptAt: Date | null;
  lastStatus: number | null;
  lastFailure: string | null;
};

const LISTED = 100;

/** The latest messages of an app, newest first. */
export async function listDeliveries(appId: string): Promise<Delivery[]> {
  const rows = await db().webhookMessage.findMany({
    where: { appId },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: LISTED,
    include: { log: { orderBy: { at: "desc" }, take: 1 } },
  });
  return rows.map(({ id, type, createdAt, attempts, deliveredAt, nextAttemptAt, log: [last] }) => {
    const state = nextAttemptAt ? "waiting" : deliveredAt ? "delivered" : "given_up";
    return {
      id,
      type,
      createdAt,
      attempts,
      state,
      nextAttemptAt,
      lastStatus: last?.status ?? null,
      lastFailure: last?.failure ?? null,
    };
  });
}

/** Makes a message due again, whatever became of it, with all its tries before it. @returns false when there is none */
export async function redeliverMessage(id: string): Promise<boolean> {
  return db().$transaction(async (tx) => {
    const { count } = await tx.webhookMessage.updateMany({
      where: { id },
      data: { nextAttemptAt: now(), attempts: 0, deliveredAt: null },
    });
    if (count > 0) await wakeJob(tx, "send-webhooks");
    return count > 0;
  });
}

/** Forgets messages, and what became of them, after thirty days. */
export async function sweepWebhooks(): Promise<void> {
  await db().webhookMessage.deleteMany({ where: { createdAt: { lt: fromNow(-KEPT_MS) } } });
}

/** How many messages wait to be sent, those that are tried again later included. */
export const countQueuedWebhooks = (): Promise<number> =>
  db().webhookMessage.count({ where: { nextAttemptAt: { not: null } } });
