import { days, fromNow, now } from "@/lib/clock";
import { db, type Transaction } from "@/lib/db/client";
import type { Prisma } from "@/lib/db/generated/client";

/** What is recorded for the owner of an account (ASVS 16.3). */
export const AUDIT_KINDS = [
  "signed_in",
  "signed_out",
  "code_failed",
  "password_failed",
  "consented",
  "denied",
  "minted",
  "superseded",
  "revoked",
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
  "outside_joined",
  "outside_parted",
  "limit_hit",
  "first_step",
  "second_factor_failed",
  "second_factor_on",
  "second_factor_off",
  "recovery_key_used",
  "recovery_keys_made",
  "password_changed",
  "email_changed",
  "signed_out_elsewhere",
  "data_downloaded",
  "account_deleted",
] as const;
export type AuditKind = (typeof AUDIT_KINDS)[number];

export type AuditRecord = {
  userId: string;
  kind: AuditKind;
  appId?: string;
  printerId?: string;
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

/** An entry as its owner reads it. Names are undefined when the app or the printer is gone. */
export type TrailEntry = {
  id: string;
  at: Date;
  kind: AuditKind;
  address: string | null;
  appName: string | undefined;
  printerName: string | undefined;
};

const SHOWN = 50;

const isKnown = (kind: string): kind is AuditKind => AUDIT_KINDS.some((known) => known === kind);

/** What strangers can cause. */
const TRIED: AuditKind[] = ["code_failed", "password_failed", "second_factor_failed", "first_step", "limit_hit"];
const TRIES_SHOWN = 15;
const TRIES_KEPT_MS = days(90);

/** Forgets failed tries after ninety days. Run from time to time. */
export async function sweepTries(): Promise<void> {
  await db().auditEntry.deleteMany({ where: { kind: { in: TRIED }, at: { lt: fromNow(-TRIES_KEPT_MS) } } });
}

/** The latest entries of an account, newest first. */
export async function listTrail(userId: string): Promise<TrailEntry[]> {
  // Apart from each other, so that nobody who tries and fails, as often as they like, pushes out what was done.
  const [done, tried] = await Promise.all([
    readTrail({ userId, kind: { notIn: TRIED } }),
    readTrail({ userId, kind: { in: TRIED } }, TRIES_SHOWN),
  ]);
  return [...done, ...tried].sort((a, b) => Number(b.at) - Number(a.at));
}

/** The entries about some connections of an account, newest first. */
export async function listConnectionTrail(userId: string, connectionIds: string[]): Promise<TrailEntry[]> {
  return readTrail({ userId, connectionId: { in: connectionIds } });
}

async function readTrail(where: Prisma.AuditEntryWhereInput & { userId: string }, take = SHOWN): Promise<TrailEntry[]> {
  const { userId } = where;
  const rows = await db().auditEntry.findMany({ where, orderBy: [{ at: "desc" }, { id: "desc" }], take });
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
  return rows.flatMap(({ id, at, kind, address, appId, printerId, detail }) => {
    if (!isKnown(kind)) return [];
    // A printer that was removed has lost its name; the entry about it kept it.
    const kept = kind === "printer_removed" ? detail : null;
    const printerName = kept ?? printers.find((printer) => printer.id === printerId)?.name ?? undefined;
    return [{ id, at, kind, address, appName: apps.find((app) => app.id === appId)?.name, printerName }];
  });
}
