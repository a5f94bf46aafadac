import { AccountFrame } from "@/components/account/account-frame";
import { ButtonLink } from "@/components/ui/button";
import { PartTitle } from "@/components/ui/rows";
import { t } from "@/lib/messages/messages";
import { requireUser } from "@/lib/web/account-request";
import { pageTitle } from "@/lib/web/page-title";

export const generateMetadata = () => pageTitle(t("dataPage.title"));

/** What is kept about the person: to take away, and to erase. */
export default async function DataPage() {
  await requireUser("/account/data");
  return (
    <AccountFrame step="account-data" title={t("dataPage.title")}>
      <PartTitle>{t("dataPage.downloadTitle")}</PartTitle>
      <p className="mb-4">{t("dataPage.downloadLead")}</p>
      <div className="flex flex-col gap-1.5">
        <ButtonLink look="outline" href="/account/data/download">
          {t("dataPage.download")}
        </ButtonLink>
        <ButtonLink look="quiet" href="/account/data/download?show=1">
          {t("dataPage.show")}
        </ButtonLink>
      </div>
      <PartTitle>{t("dataPage.deleteTitle")}</PartTitle>
      <p className="mb-4">{t("dataPage.deleteLead")}</p>
      <ButtonLink look="outline" href="/account/data/delete">
        <span className="text-bad">{t("dataPage.delete")}</span>
      </ButtonLink>
    </AccountFrame>
  );
}
