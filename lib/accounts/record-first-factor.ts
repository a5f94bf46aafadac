import type { FirstFactorResult, FirstFactor } from "@/lib/accounts/first-factor-store";
import { keepLanguage } from "@/lib/accounts/language-store";
import { writeAuditLog } from "@/lib/audit-log/audit-log-store";

/** Records a right first factor: a sign-in, or the first part of one. */
export async function recordFirstFactor(
  { account, sessionToken }: FirstFactorResult,
  by: FirstFactor | "passkey",
  address: string,
): Promise<void> {
  if (sessionToken) await keepLanguage(account.id);
  await writeAuditLog({ userId: account.id, kind: sessionToken ? "signed_in" : "first_factor", address, detail: by });
}
