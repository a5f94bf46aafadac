import { frameOf } from "@/components/journey/frame-of";
import { HelpLink } from "@/components/journey/help-link";
import { Actions, MoreActions, StepFrame } from "@/components/journey/step-frame";
import type { ScreenProps } from "@/components/journey/steps/screen";
import { isolated } from "@/components/ui/bold";
import { Button, ButtonLink } from "@/components/ui/button";
import { Form } from "@/components/ui/form";
import { env } from "@/lib/env";
import { stepUrl } from "@/lib/journey/urls/step-url";
import { t } from "@/lib/messages/messages";

/** Endings that the person chose: they are on their way back, not about to start again. */
const WANTED: readonly string[] = ["cancelled", "access_denied", "supporter_required"];

/** Why a journey is over, and the way on. */
export function EndedScreen({ journey, view }: ScreenProps<"ended">) {
  const { why, again, canReturn } = view;
  const app = journey.app?.name ?? "";
  const leaves = canReturn && WANTED.includes(why);
  const toApp = (
    <Form action={stepUrl("ended/return", journey.id)}>
      <Button look={leaves ? "primary" : "quiet"}>
        <span>{t.rich("ended.return", { app, n: isolated })}</span>
      </Button>
    </Form>
  );
  return (
    <StepFrame
      {...frameOf({ journey })}
      step="ended"
      title={t.rich(`ended.why.${why}.title`, { app, n: isolated })}
      lead={<p>{journey.app ? t.rich(`ended.why.${why}.lead`, { app, n: isolated }) : t("ended.nothingDone")}</p>}
    >
      <Actions>
        {leaves && toApp}
        {again && !leaves && <ButtonLink href={again}>{t("ended.startAgain")}</ButtonLink>}
        {!again && !leaves && <ButtonLink href="/account">{t("yourAccount.open")}</ButtonLink>}
        <MoreActions>
          {canReturn && !leaves && toApp}
          {again && leaves && (
            <ButtonLink look="quiet" href={again}>
              {t("ended.startAgain")}
            </ButtonLink>
          )}
          {again && (
            <ButtonLink look="quiet" href="/account">
              {t("yourAccount.open")}
            </ButtonLink>
          )}
          <HelpLink url={env().supportUrl} />
        </MoreActions>
      </Actions>
    </StepFrame>
  );
}
