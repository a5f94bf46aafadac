import { AccountFrame } from "@/components/account/account-frame";
import { t } from "@/lib/messages/messages";

/** After an account was deleted, and without one. */
export default function DeletedPage() {
  return (
    <AccountFrame
      step="account-deleted"
      back={false}
      title={t("deletePage.doneTitle")}
      lead={<p>{t("deletePage.doneLead")}</p>}
    />
  );
}
