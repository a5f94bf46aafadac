import { createHash } from "node:crypto";
import {
  changeRows,
  dropRows,
  moveBehind,
  moveRows,
  once,
  renameColumn,
  renameTable,
  requireTarget,
  type Row,
  type Rows,
  type Step,
} from "./upgrade-steps";

/** A word in a column of a table is another one. */
const renameValue = (table: string, column: string, from: string, to: string): Step =>
  changeRows(table, (row) => (row[column] === from ? { ...row, [column]: to } : row));

/** A code in the table of all codes; what its own table had not is as the migration fills it. */
const code = (purpose: unknown, of: unknown, change: Row): Row => ({
  id: `${String(purpose)}-${String(of)}`,
  purpose,
  portalSessionId: null,
  sessionId: null,
  usedAt: null,
  sessionsMade: 0,
  printerRowId: null,
  ...change,
});

/** A wish for a key that was given up is a code without tries. `user-1` has the journeys that are somebody's. */
const keyCode = ({ provenAt, givenUpAt, portalSessionId, wrongTries, ...row }: Row): Row =>
  code("octoprint_key", portalSessionId, {
    ...row,
    portalSessionId,
    email: portalSessionId === "journey-1" ? "ada@example.test" : "",
    wrongTries: givenUpAt === null ? wrongTries : Math.max(Number(wrongTries), 3),
    usedAt: provenAt,
  });

const md5 = (text: string) => createHash("md5").update(text).digest("hex");

/** A claim has an id of its own, and what it says beside it. */
const ownIdOfClaim = (row: Row): Row => {
  const [id, key] = [String(row.publicId), String(row.keyDigest)];
  if (!id.includes("~")) return row;
  return { ...row, saidId: id.split("~")[0], publicId: `${md5(id + key)}${md5(key + id).slice(0, 16)}` };
};

/** Every account that time may do something to is looked at once: when, is the time of the migration. */
const turnForAll = (rows: Rows): Rows => {
  const { User = [], Entitlement = [], AppConnection = [] } = rows;
  const suspended = User.filter(({ suspendedAt }) => (suspendedAt ?? null) !== null).map(({ id }) => id);
  const paid = Entitlement.map(({ userId }) => userId);
  const connected = AppConnection.filter(({ revokedAt }) => revokedAt === null).map(({ userId }) => userId);
  const due = new Set([...suspended, ...paid, ...connected]);
  return { ...rows, PerksTurn: User.filter(({ id }) => due.has(id)).map(({ id }) => ({ userId: id })) };
};

/**
 * What landed migrations do to rows that are there, by the migration's name. One that only adds has no line: all rows
 * keep their values. A rename is one line: `renameTable("Old", "New")`, `renameColumn("Table", "old", "new")`.
 */
export const WHAT_MIGRATIONS_KEEP: Readonly<Record<string, readonly Step[]>> = {
  "20261126080000_session_origin": [once(dropRows("MailCode", ({ usedAt }) => usedAt !== null))],
  "20261126081000_logo_budget": [once(dropRows("Logo"))],
  "20261126100500_linked_identities": [
    renameTable("OutsideAccount", "LinkedIdentity"),
    renameValue("AuditEntry", "kind", "outside_joined", "identity_linked"),
    renameValue("AuditEntry", "kind", "outside_parted", "identity_unlinked"),
  ],
  "20261126100510_mfa_pending": [
    renameColumn("PortalSession", "halfUserId", "mfaPendingUserId"),
    renameColumn("PortalSession", "halfAt", "mfaPendingSince"),
    renameColumn("PortalSession", "halfBy", "firstFactor"),
    renameValue("AuditEntry", "kind", "first_step", "first_factor"),
  ],
  "20261126100520_authenticated_at": [
    renameColumn("Session", "provenAt", "authenticatedAt"),
    renameValue("AccountCode", "purpose", "prove", "reauthenticate"),
  ],
  "20261126100530_one_time_codes": [
    requireTarget("KeyProof", "printerRowId", "Printer", "drop"),
    moveRows("MailCode", "OneTimeCode", (row) =>
      code("sign_in", row.portalSessionId, { sessionsMade: 0, usedAt: null, ...row }),
    ),
    moveRows("AccountCode", "OneTimeCode", (row) => code(row.purpose, row.sessionId, row)),
    moveRows("KeyProof", "OneTimeCode", keyCode),
  ],
  "20261126100550_printer_keys": [
    requireTarget("PortalSession", "foundPrinter", "Printer", "null"),
    requireTarget("PortalSession", "chosenPrinter", "Printer", "null"),
    requireTarget("Consent", "printerRowId", "Printer", "null"),
  ],
  "20261126160000_printer_ids": [
    renameColumn("Printer", "printerId", "publicId"),
    renameColumn("PortalSession", "printerId", "publicId"),
    ...["OneTimeCode", "Consent", "AppConnection", "AuditEntry"].map((table) =>
      renameColumn(table, "printerRowId", "printerId"),
    ),
  ],
  "20261126161000_lifetime": [renameColumn("PortalSession", "chosenLife", "chosenLifetime")],
  "20261126162000_audit_log": [renameTable("AuditEntry", "AuditLogEntry")],
  "20261126163000_journeys": [
    renameTable("PortalSession", "Journey"),
    ...["OneTimeCode", "Checkout", "Consent"].map((table) => renameColumn(table, "portalSessionId", "journeyId")),
  ],
  "20261126164000_after_moves": [
    once(changeRows("OneTimeCode", (row) => (row.usedAt === null ? { ...row, expiresAt: row.createdAt } : row))),
  ],
  "20261126213000_said_ids": [changeRows("Printer", ownIdOfClaim)],
  "20261128010000_mail_queue": [moveBehind("QueuedMail")],
  "20261128012000_perks_turns": [once({ change: turnForAll })],
};
