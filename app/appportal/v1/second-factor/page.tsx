import { CancelForm } from "@/components/journey/cancel-form";
import { SecondFactorForm } from "@/components/journey/second-factor-form";
import { StepFrame } from "@/components/journey/step-frame";
import { Button } from "@/components/ui/button";
import { Form } from "@/components/ui/form";
import { journeyLogo } from "@/lib/journey/journey-logo";
import { stepUrl } from "@/lib/journey/step-url";
import { errorText } from "@/lib/web/form-error";
import { first, openStep, type SearchParams } from "@/lib/web/journey-request";
import { t } from "@/lib/messages/messages";

/** After the first step: the authenticator's code, or a recovery key. There is no session before it. */
export default async function SecondFactorPage({ searchParams }: { searchParams: SearchParams }) {
  const journey = await openStep("second-factor", searchParams);
  const formError = await errorText(searchParams);
  const { id } = journey.session;
  const recovery = first((await searchParams).with) === "key";
  return (
    <StepFrame
      step="second-factor"
      logo={journeyLogo(journey)}
      title={t(recovery ? "secondFactor.keyTitle" : "secondFactor.title")}
      lead={<p>{t(recovery ? "secondFactor.keyLead" : "secondFactor.lead")}</p>}
    >
      <SecondFactorForm
        action={stepUrl("second-factor/check", id, { with: recovery ? "key" : undefined })}
        other={stepUrl("second-factor", id, { with: recovery ? undefined : "key" })}
        recovery={recovery}
        formError={formError}
      />
      <div className="mt-1.5 flex flex-col gap-1.5">
        <Form action={stepUrl("second-factor/other", id)}>
          <Button look="quiet">{t("secondFactor.other")}</Button>
        </Form>
        <CancelForm session={id} />
      </div>
    </StepFrame>
  );
}
