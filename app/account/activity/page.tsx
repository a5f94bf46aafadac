import { AccountFrame } from "@/components/account/account-frame";
import { AuditLog } from "@/components/account/audit-log";
import { listAuditLog } from "@/lib/audit-log/audit-log-store";
import { t } from "@/lib/messages/messages";
import { requireUser } from "@/lib/web/account-request";

/** What was done with the account (ASVS 16.3). */
export default async function ActivityPage() {
  const { user } = await requireUser("/account/activity");
  return (
    <AccountFrame step="account-activity" title={t("yourAccount.activity")}>
      <AuditLog entries={await listAuditLog(user.id)} />
    </AccountFrame>
  );
}
