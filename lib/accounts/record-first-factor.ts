import type { FirstStep, FirstStepBy } from "@/lib/accounts/first-step-store";
import { writeAuditLog } from "@/lib/audit-log/audit-log-store";

/** Records a right first step: a sign-in, or the first half of one. */
export async function recordFirstFactor(
  { account, sessionToken }: FirstStep,
  by: FirstStepBy,
  address: string,
): Promise<void> {
  await writeAuditLog({ userId: account.id, kind: sessionToken ? "signed_in" : "first_step", address, detail: by });
}
