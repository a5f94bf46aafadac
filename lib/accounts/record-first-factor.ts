import type { FirstFactorResult, FirstFactor } from "@/lib/accounts/first-factor-store";
import { writeAuditLog } from "@/lib/audit-log/audit-log-store";

/** Records a right first factor: a sign-in, or the first part of one. */
export async function recordFirstFactor(
  { account, sessionToken }: FirstFactorResult,
  by: FirstFactor | "passkey",
  address: string,
): Promise<void> {
  await writeAuditLog({ userId: account.id, kind: sessionToken ? "signed_in" : "first_factor", address, detail: by });
}
