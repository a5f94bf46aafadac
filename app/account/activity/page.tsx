import { AccountFrame } from "@/components/account/account-frame";
import { ActivityByDay } from "@/components/account/activity-by-day";
import { listAuditLog } from "@/lib/audit-log/audit-log-store";
import { t } from "@/lib/messages/messages";
import { requireUser } from "@/lib/web/account-request";
import { pageTitle } from "@/lib/web/page-title";

export const generateMetadata = () => pageTitle(t("yourAccount.activity"));

/** What was done with the account (ASVS 16.3). */
export default async function ActivityPage() {
  const { user } = await requireUser("/account/activity");
  return (
    <AccountFrame step="account-activity" title={t("yourAccount.activity")}>
      <ActivityByDay entries={await listAuditLog(user.id)} />
    </AccountFrame>
  );
}
