import { days, fromNow, minutes, now } from "@/lib/clock";
import { db, type Transaction } from "@/lib/db/client";
import type { Prisma } from "@/lib/db/generated/client";
import { digest } from "@/lib/digest";
import { noteSecurityEvent, type SecurityEvent } from "@/lib/observability/security-event";

/** What is recorded for the owner of an account (ASVS 16.3). */
export const AUDIT_LOG_KINDS = [
  "signed_in",
  "signed_out",
  "code_failed",
  "password_failed",
  "consented",
  "denied",
  "minted",
  "superseded",
  "revoked",
  "revoked_by_app",
  "rotated",
  "replaced",
  "expired",
  "ended_with_printer",
  "printer_added",
  "printer_renamed",
  "printer_removed",
  "key_made",
  "key_failed",
  "key_revoked",
  "key_left",
  "perks_granted",
  "perks_renewed",
  "perks_revoked",
  "perks_paused",
  "perks_back",
  "payment_failed",
  "subscription_cancelled",
  "subscription_kept",
  "subscription_ended",
  "identity_linked",
  "identity_unlinked",
  "limit_hit",
  "first_factor",
  "second_factor_failed",
  "second_factor_on",
  "second_factor_off",
  "recovery_key_used",
  "recovery_keys_made",
  "passkey_added",
  "passkey_removed",
  "passkey_failed",
  "passkey_copied",
  "password_changed",
  "email_changed",
  "signed_out_elsewhere",
  "data_downloaded",
  "account_deleted",
] as const;
export type AuditLogKind = (typeof AUDIT_LOG_KINDS)[number];

export type AuditLogRecord = {
  userId: string;
  kind: AuditLogKind;
  appId?: string;
  printerId?: string;
  connectionId?: string;
  /** Normalised client address. */
  address?: string;
  /** A word that says more; never a secret or a mail address. */
  detail?: string;
};

/** Of those, what a guesser does, and a firewall may hear of. */
const FAILED = [
  "code_failed",
  "password_failed",
  "second_factor_failed",
  "passkey_failed",
] as const satisfies SecurityEvent[];

/** What strangers can cause. */
const TRIED: AuditLogKind[] = [
  "code_failed",
  "password_failed",
  "second_factor_failed",
  "passkey_failed",
  "first_factor",
  "limit_hit",
];

/** Equal tries within this are one entry with a number: else a guesser would fill the log. */
const WINDOW_MS = minutes(15);

/** Who tried what from where, and in which window. */
const windowKeyOf = ({ userId, kind, address = "", detail = "" }: AuditLogRecord) =>
  digest([userId, kind, address, detail, Math.floor(now().getTime() / WINDOW_MS)].join("\n"));

/** Writes a record, in the transaction of what it records where there is one. */
export async function writeAuditLog(record: AuditLogRecord, tx: Transaction = db()): Promise<void> {
  const at = now();
  if (!TRIED.includes(record.kind)) return void (await tx.auditLogEntry.create({ data: { ...record, at } }));
  const failed = FAILED.find((event) => event === record.kind);
  if (failed && record.address) noteSecurityEvent(failed, record.address);
  const windowKey = windowKeyOf(record);
  const made = await tx.auditLogEntry.createMany({ data: [{ ...record, at, windowKey }], skipDuplicates: true });
  if (made.count === 0)
    await tx.auditLogEntry.updateMany({ where: { windowKey }, data: { at, times: { increment: 1 } } });
}

/** An entry as its owner reads it. Names are undefined when the app or the printer is gone. */
export type AuditLogLine = {
  id: string;
  at: Date;
  kind: AuditLogKind;
  address: string | null;
  appName: string | undefined;
  printerName: string | undefined;
  /** How often, where equal tries are one entry. */
  times: number;
};

const SHOWN = 50;

const isKnown = (kind: string): kind is AuditLogKind => AUDIT_LOG_KINDS.some((known) => known === kind);

const TRIES_SHOWN = 15;
const TRIES_KEPT_MS = days(90);

/** Forgets failed tries after ninety days. Run from time to time. */
export async function sweepTries(): Promise<void> {
  await db().auditLogEntry.deleteMany({ where: { kind: { in: TRIED }, at: { lt: fromNow(-TRIES_KEPT_MS) } } });
}

/** The latest entries of an account, newest first. */
export async function listAuditLog(userId: string): Promise<AuditLogLine[]> {
  // Apart from each other, so that failed tries, however many, push out nothing that was done.
  const [done, tried] = await Promise.all([
    readAuditLog({ userId, kind: { notIn: TRIED } }),
    readAuditLog({ userId, kind: { in: TRIED } }, TRIES_SHOWN),
  ]);
  return [...done, ...tried].sort((a, b) => Number(b.at) - Number(a.at));
}

/** The entries about some connections of an account, newest first. */
export async function listConnectionAuditLog(userId: string, connectionIds: string[]): Promise<AuditLogLine[]> {
  return readAuditLog({ userId, connectionId: { in: connectionIds } });
}

async function readAuditLog(
  where: Prisma.AuditLogEntryWhereInput & { userId: string },
  take = SHOWN,
): Promise<AuditLogLine[]> {
  const { userId } = where;
  const rows = await db().auditLogEntry.findMany({ where, orderBy: [{ at: "desc" }, { id: "desc" }], take });
  const ids = (pick: (row: (typeof rows)[number]) => string | null) => [
    ...new Set(rows.flatMap((row) => pick(row) ?? [])),
  ];
  const [apps, printers] = await Promise.all([
    db().app.findMany({ where: { id: { in: ids((row) => row.appId) } }, select: { id: true, name: true } }),
    db().printer.findMany({
      where: { id: { in: ids((row) => row.printerId) }, ownerId: userId },
      select: { id: true, name: true },
    }),
  ]);
  return rows.flatMap(({ id, at, kind, address, appId, printerId, detail, times }) => {
    if (!isKnown(kind)) return [];
    // A printer that was removed has lost its name; the entry about it kept it.
    const kept = kind === "printer_removed" ? detail : null;
    const printerName = kept ?? printers.find((printer) => printer.id === printerId)?.name ?? undefined;
    return [{ id, at, kind, address, appName: apps.find((app) => app.id === appId)?.name, printerName, times }];
  });
}
