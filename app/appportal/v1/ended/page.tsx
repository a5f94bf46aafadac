import { redirect } from "next/navigation";
import { HelpLink } from "@/components/journey/help-link";
import { Actions, StepFrame } from "@/components/journey/step-frame";
import { Button, ButtonLink } from "@/components/ui/button";
import { Form } from "@/components/ui/form";
import { env } from "@/lib/env";
import { failureUrl } from "@/lib/journey/leave-url";
import { journeyLogo } from "@/lib/journey/journey-logo";
import { restartUrl } from "@/lib/journey/restart-url";
import { stepUrl } from "@/lib/journey/step-url";
import { first, loadRequestJourney, currentStepUrl, type SearchParams } from "@/lib/web/journey-request";
import { t } from "@/lib/messages/messages";

/** Why a journey is over, and the way on. For another browser's journey: only how to start again. */
export default async function EndedPage({ searchParams }: { searchParams: SearchParams }) {
  const id = first((await searchParams).session);
  const found = await loadRequestJourney(id);
  if (found.kind !== "own") {
    const reason = found.kind === "foreign" ? "other_browser" : "unknown_session";
    const again = found.kind === "foreign" ? restartUrl(found.restart) : undefined;
    return (
      <StepFrame step="ended" title={t(`ended.why.${reason}.title`)} lead={<p>{t(`ended.why.${reason}.lead`)}</p>}>
        <Actions>
          {again && <ButtonLink href={again}>{t("ended.startAgain")}</ButtonLink>}
          <HelpLink url={env().supportUrl} />
        </Actions>
      </StepFrame>
    );
  }
  const { journey } = found;
  if (journey.step.name !== "ended") redirect(currentStepUrl(journey));
  const { reason } = journey.step;
  const app = journey.app?.name ?? "";
  const again = restartUrl(journey.session);
  const canReturn = failureUrl(journey, "cancelled") !== undefined;
  return (
    <StepFrame
      step="ended"
      logo={journeyLogo(journey)}
      title={t(`ended.why.${reason}.title`)}
      lead={<p>{journey.app ? t(`ended.why.${reason}.lead`, { app }) : t("ended.nothingDone")}</p>}
    >
      <Actions>
        {again && <ButtonLink href={again}>{t("ended.startAgain")}</ButtonLink>}
        {canReturn && journey.app && (
          <Form action={stepUrl("ended/return", journey.session.id)}>
            <Button look="quiet">{t("ended.return", { app })}</Button>
          </Form>
        )}
        {journey.user && (
          <ButtonLink look="quiet" href="/account">
            {t("yourAccount.open")}
          </ButtonLink>
        )}
        <HelpLink url={env().supportUrl} />
      </Actions>
    </StepFrame>
  );
}
