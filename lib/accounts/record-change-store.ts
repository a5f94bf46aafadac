import { writeAuditLog, type AuditLogRecord } from "@/lib/audit-log/audit-log-store";
import { db, type Transaction } from "@/lib/db/client";
import { mailNotice, type Notice } from "@/lib/mail/mail-notice";

/**
 * Writes down that something about an account changed or was tried, and tells its owner by mail, in the transaction of
 * that where there is one. Nobody is told of an account that is gone.
 * @param values for the mail's sentences
 */
export async function recordChange(
  tx: Transaction | undefined,
  record: AuditLogRecord,
  notice: Notice,
  values: { left?: number } = {},
): Promise<void> {
  if (!tx) return db().$transaction((own) => recordChange(own, record, notice, values));
  await writeAuditLog(record, tx);
  const owner = await tx.user.findUnique({ where: { id: record.userId }, select: { email: true } });
  if (owner) await mailNotice(tx, owner.email, notice, values);
}
