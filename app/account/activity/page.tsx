import { AccountFrame } from "@/components/account/account-frame";
import { Trail } from "@/components/account/trail";
import { listTrail } from "@/lib/audit/audit-store";
import { requireUser } from "@/lib/web/account-request";
import { t } from "@/lib/messages/messages";

/** What was done with the account (ASVS 16.3). */
export default async function ActivityPage() {
  const { user } = await requireUser("/account/activity");
  return (
    <AccountFrame step="account-activity" title={t("yourAccount.activity")}>
      <Trail entries={await listTrail(user.id)} />
    </AccountFrame>
  );
}
