import { Actions, StepFrame } from "@/components/journey/step-frame";
import { ButtonLink } from "@/components/ui/button";
import { t } from "@/lib/messages/messages";

/** What stands where nothing is. */
export const Missing = () => (
  <StepFrame step="ended" title={t("crash.notFound")} lead={<p>{t("crash.notFoundLead")}</p>}>
    <Actions>
      <ButtonLink look="quiet" href="/account">
        {t("yourAccount.open")}
      </ButtonLink>
    </Actions>
  </StepFrame>
);
