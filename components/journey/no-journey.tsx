import { HelpLink } from "@/components/journey/help-link";
import { Actions, StepFrame } from "@/components/journey/step-frame";
import { isolated } from "@/components/ui/bold";
import { Button, ButtonLink } from "@/components/ui/button";
import { Form } from "@/components/ui/form";
import { env } from "@/lib/env";
import { t } from "@/lib/messages/messages";
import type { NoJourney as Props } from "@/lib/web/journey-request";

/** For a journey that is not this browser's, or that nothing is known of: how to start again, or to leave. */
export function NoJourney({ why, again, back }: Props) {
  // Where the person can mend it, they go on; else the app is the way out.
  const goesOn = why === "no_cookies" && again !== undefined;
  return (
    <StepFrame step="ended" title={t(`ended.why.${why}.title`)} lead={<p>{t(`ended.why.${why}.lead`)}</p>}>
      <Actions>
        {goesOn && <ButtonLink href={again}>{t("ended.startAgain")}</ButtonLink>}
        {back && (
          <Form action={back.leave}>
            <Button look={goesOn ? "quiet" : "primary"}>
              <span>{t.rich("ended.return", { app: back.app, n: isolated })}</span>
            </Button>
          </Form>
        )}
        {again && !goesOn && (
          <ButtonLink href={again} {...(back && { look: "quiet" })}>
            {t("ended.startAgain")}
          </ButtonLink>
        )}
        {!again && !back && (
          <ButtonLink look="outline" href="/account">
            {t("yourAccount.open")}
          </ButtonLink>
        )}
        <HelpLink url={env().supportUrl} />
      </Actions>
    </StepFrame>
  );
}
