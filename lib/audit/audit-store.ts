import { now } from "@/lib/clock";
import { db, type Transaction } from "@/lib/db/client";

/** What is recorded for the owner of an account (ASVS 16.3). */
export type AuditKind = "signed_in" | "signed_out" | "code_failed" | "password_failed" | "consented" | "denied" | "minted" | "superseded" | "revoked" | "printer_added" | "key_made" | "key_failed" | "key_revoked" | "key_left" | "perks_granted" | "perks_revoked" | "limit_hit";

export type AuditRecord = {
  userId: string;
  kind: AuditKind;
  appId?: string;
  printerRowId?: string;
  connectionId?: string;
  /** Normalised client address. */
  address?: string;
  /** A word that says more; never a secret or a mail address. */
  detail?: string;
};

/** Writes a record, in the transaction of what it records where there is one. */
export async function writeAudit(record: AuditRecord, tx: Transaction = db()): Promise<void> {
  await tx.auditEntry.create({ data: { ...record, at: now() } });
}
