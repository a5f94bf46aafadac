import { days, fromNow, minutes, now } from "@/lib/clock";
import { db } from "@/lib/db/client";

/** Why a try failed. `status`: the server answered, but not with 2xx. */
export type AttemptFailure = "refused" | "unreachable" | "timeout" | "redirect" | "status";

/** A message that is being tried now, and where it goes; url and key are null when the app has no webhook any more. */
export type DueMessage = { id: string; appId: string; body: string; attempts: number; webhookUrl: string | null; webhookKey: string | null; lease: Date };

/** What came of one try. @property next when it is tried again; null: never, because it arrived or is given up */
export type AttemptResult = { status: number | null; failure: AttemptFailure | null; ms: number; next: Date | null };

/** No try takes longer; whoever died while trying is taken for dead after it. */
const LEASE_MS = minutes(1);
/** Tried at once, of one app and in all: an app whose server is slow must not hold up the others. */
const AT_ONCE_PER_APP = 4;
const AT_ONCE = 20;
const KEPT_MS = days(30);

/**
 * Claims what is due. Each claimed message is pushed ahead while it is tried, so that no other server tries it meanwhile and
 * a crash leads to another try; its try is counted at once.
 */
export async function claimDueMessages(): Promise<DueMessage[]> {
  const time = now().toISOString();
  const lease = fromNow(LEASE_MS);
  const rows = await db().$queryRaw<Omit<DueMessage, "lease">[]>`
    WITH due AS (
      SELECT m."id" FROM (SELECT DISTINCT "appId" FROM "WebhookMessage" WHERE "nextAttemptAt" <= ${time}::timestamp) a
      CROSS JOIN LATERAL (
        SELECT w."id", w."nextAttemptAt" FROM "WebhookMessage" w WHERE w."appId" = a."appId" AND w."nextAttemptAt" <= ${time}::timestamp
        ORDER BY w."nextAttemptAt" LIMIT ${AT_ONCE_PER_APP} FOR UPDATE SKIP LOCKED
      ) m ORDER BY m."nextAttemptAt" LIMIT ${AT_ONCE}
    )
    UPDATE "WebhookMessage" m SET "nextAttemptAt" = ${lease.toISOString()}::timestamp, "attempts" = m."attempts" + 1
    FROM due, "App" p WHERE m."id" = due."id" AND p."id" = m."appId"
    RETURNING m."id", m."appId", m."body", m."attempts", p."webhookUrl", p."webhookKey"`;
  return rows.map((row) => ({ ...row, lease }));
}

/** Keeps a try and what follows from it. Another server that has claimed the message since decides by itself. */
export async function keepAttempt({ id, lease }: DueMessage, { status, failure, ms, next }: AttemptResult): Promise<void> {
  await db().$transaction(async (tx) => {
    await tx.webhookAttempt.create({ data: { messageId: id, at: now(), status, failure, ms } });
    if (failure === null) await tx.webhookMessage.updateMany({ where: { id, deliveredAt: null }, data: { deliveredAt: now(), nextAttemptAt: null } });
    else await tx.webhookMessage.updateMany({ where: { id, nextAttemptAt: lease }, data: { nextAttemptAt: next } });
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
  const rows = await db().webhookMessage.findMany({ where: { appId }, orderBy: [{ createdAt: "desc" }, { id: "desc" }], take: LISTED, include: { log: { orderBy: { at: "desc" }, take: 1 } } });
  return rows.map(({ id, type, createdAt, attempts, deliveredAt, nextAttemptAt, log: [last] }) => {
    const state = nextAttemptAt ? "waiting" : deliveredAt ? "delivered" : "given_up";
    return { id, type, createdAt, attempts, state, nextAttemptAt, lastStatus: last?.status ?? null, lastFailure: last?.failure ?? null };
  });
}

/** Makes a message due again, whatever became of it, with all its tries before it. @returns false when there is none */
export async function redeliverMessage(id: string): Promise<boolean> {
  const { count } = await db().webhookMessage.updateMany({ where: { id }, data: { nextAttemptAt: now(), attempts: 0, deliveredAt: null } });
  return count > 0;
}

/** Forgets messages, and what became of them, after thirty days. */
export async function sweepWebhooks(): Promise<void> {
  await db().webhookMessage.deleteMany({ where: { createdAt: { lt: fromNow(-KEPT_MS) } } });
}
