import { AccountFrame } from "@/components/account/account-frame";
import { Actions } from "@/components/journey/step-frame";
import { ButtonLink } from "@/components/ui/button";
import { t } from "@/lib/messages/messages";
import { pageTitle } from "@/lib/web/page-title";

export const generateMetadata = () => pageTitle(t("deletePage.doneTitle"));

/** After an account was deleted: whoever sees it is not signed in any more. */
export default function DeletedPage() {
  return (
    <AccountFrame
      step="account-deleted"
      back={false}
      title={t("deletePage.doneTitle")}
      lead={<p>{t("deletePage.doneLead")}</p>}
    >
      <Actions>
        <ButtonLink look="outline" href="/">
          {t("deletePage.doneOut")}
        </ButtonLink>
      </Actions>
    </AccountFrame>
  );
}
