import { HelpLink } from "@/components/journey/help-link";
import { Actions, StepFrame } from "@/components/journey/step-frame";
import { ButtonLink } from "@/components/ui/button";
import { env } from "@/lib/env";
import { t } from "@/lib/messages/messages";

/**
 * For a journey that is not this browser's, or that nothing is known of: only how to start again.
 * @param again start URL of the other browser's journey
 */
export function NoJourney({ why, again }: { why: "other_browser" | "unknown_session"; again: string | undefined }) {
  return (
    <StepFrame step="ended" title={t(`ended.why.${why}.title`)} lead={<p>{t(`ended.why.${why}.lead`)}</p>}>
      <Actions>
        {again && <ButtonLink href={again}>{t("ended.startAgain")}</ButtonLink>}
        <HelpLink url={env().supportUrl} />
      </Actions>
    </StepFrame>
  );
}
