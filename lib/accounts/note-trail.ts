import { passwordOf } from "@/lib/accounts/account-store";
import { writeAudit, type AuditKind } from "@/lib/audit/audit-store";
import { noteFault } from "@/lib/observability/note-fault";

/**
 * Records for the owner of an address what somebody tried with it, if it has an owner. Not waited for: a known address must
 * not answer later than an unknown one (ASVS 6.3.8).
 */
export function noteTrail(email: string, record: { kind: AuditKind; address: string; detail?: string }): void {
  const write = async () => {
    const owner = await passwordOf(email);
    if (owner) await writeAudit({ userId: owner.id, ...record });
  };
  void write().catch(noteFault);
}
