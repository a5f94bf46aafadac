import type { FirstFactorResult, FirstFactor } from "@/lib/accounts/first-factor-store";
import { writeAudit } from "@/lib/audit/audit-store";

/** Records a right first factor: a sign-in, or the first part of one. */
export async function recordFirstFactor(
  { account, sessionToken }: FirstFactorResult,
  by: FirstFactor,
  address: string,
): Promise<void> {
  await writeAudit({ userId: account.id, kind: sessionToken ? "signed_in" : "first_factor", address, detail: by });
}
