import { CancelForm } from "@/components/journey/cancel-form";
import { frameOf } from "@/components/journey/frame-of";
import { SecondFactorForm } from "@/components/journey/second-factor-form";
import { StepFrame } from "@/components/journey/step-frame";
import type { ScreenProps } from "@/components/journey/steps/screen";
import { Button } from "@/components/ui/button";
import { Form } from "@/components/ui/form";
import { stepUrl } from "@/lib/journey/urls/step-url";
import { t } from "@/lib/messages/messages";

/** After the first factor: the authenticator's code, or a recovery key. There is no session before it. */
export function SecondFactorScreen({ journey, view, error }: ScreenProps<"second-factor">) {
  const { id } = journey;
  const { recovery } = view;
  return (
    <StepFrame
      {...frameOf({ journey, error })}
      step="second-factor"
      title={t(recovery ? "secondFactor.keyTitle" : "secondFactor.title")}
      lead={<p>{t(recovery ? "secondFactor.keyLead" : "secondFactor.lead")}</p>}
    >
      <SecondFactorForm
        action={stepUrl("second-factor/check", id, { with: recovery ? "key" : undefined })}
        other={stepUrl("second-factor", id, { with: recovery ? undefined : "key" })}
        recovery={recovery}
        formError={error}
      />
      <div className="mt-1.5 flex flex-col gap-1.5">
        <Form action={stepUrl("second-factor/other-account", id)}>
          <Button look="quiet">{t("secondFactor.other")}</Button>
        </Form>
        <CancelForm journey={id} />
      </div>
    </StepFrame>
  );
}
