import { HelpLink } from "@/components/journey/help-link";
import { Actions, StepFrame } from "@/components/journey/step-frame";
import { ButtonLink } from "@/components/ui/button";
import { env } from "@/lib/env";
import { t } from "@/lib/messages/messages";

/** What stands where nothing is. @param inAccount among the pages of an account, where no app leads */
export const Missing = ({ inAccount = false }: { inAccount?: boolean }) => (
  <StepFrame
    step="ended"
    title={t("crash.notFound")}
    lead={<p>{t(inAccount ? "yourAccount.notFoundLead" : "crash.notFoundLead")}</p>}
  >
    <Actions>
      <ButtonLink look={inAccount ? "primary" : "outline"} href="/account">
        {t("yourAccount.open")}
      </ButtonLink>
      <HelpLink url={env().supportUrl} />
    </Actions>
  </StepFrame>
);
