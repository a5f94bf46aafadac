import { passwordOf } from "@/lib/accounts/account-store";
import { writeAuditLog, type AuditLogKind } from "@/lib/audit-log/audit-log-store";
import { recordFault } from "@/lib/observability/record-fault";
import { randomInt } from "@/lib/random";

/** The answer has left by then, and the page behind it may have; when exactly cannot be told from outside. */
const later = () => 50 + randomInt(200);

/**
 * Records for the owner of an address what was tried with it, if it has an owner. Done a little later: a known address
 * must not answer later than an unknown one, and neither must the next request (ASVS 6.3.8).
 */
export function recordAttempt(email: string, record: { kind: AuditLogKind; address: string; detail?: string }): void {
  const write = async () => {
    const owner = await passwordOf(email);
    if (owner) await writeAuditLog({ userId: owner.id, ...record });
  };
  setTimeout(() => void write().catch(recordFault), later());
}
