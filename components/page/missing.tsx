import { HelpLink } from "@/components/journey/help-link";
import { Actions, StepFrame } from "@/components/journey/step-frame";
import { ButtonLink } from "@/components/ui/button";
import { env } from "@/lib/env";
import { t } from "@/lib/messages/messages";

/** What stands where nothing is. */
export const Missing = () => (
  <StepFrame step="ended" title={t("crash.notFound")} lead={<p>{t("crash.notFoundLead")}</p>}>
    <Actions>
      <ButtonLink href="/account">{t("yourAccount.open")}</ButtonLink>
      <HelpLink url={env().supportUrl} />
    </Actions>
  </StepFrame>
);
