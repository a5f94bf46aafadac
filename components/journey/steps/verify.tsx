import { ResendForm } from "@/components/journey/resend-form";
import { Actions, StepFrame } from "@/components/journey/step-frame";
import type { ScreenProps } from "@/components/journey/steps/screen";
import { bold } from "@/components/ui/bold";
import { Button } from "@/components/ui/button";
import { CodeField } from "@/components/ui/code-field";
import { Form } from "@/components/ui/form";
import { Notice } from "@/components/ui/notice";
import { journeyLogo } from "@/lib/journey/urls/journey-urls";
import { stepUrl } from "@/lib/journey/urls/step-url";
import { isAboutTheCode } from "@/lib/messages/code-errors";
import { t } from "@/lib/messages/messages";

/** The code from the mail. */
export function VerifyScreen({ journey, view, error }: ScreenProps<"verify">) {
  const { id, email } = journey;
  const codeError = error && isAboutTheCode(error.code) ? error.text : undefined;
  return (
    <StepFrame
      step="verify"
      logo={journeyLogo(journey)}
      title={t("verify.title")}
      lead={<p>{t.rich("verify.lead", { email: email ?? "", b: bold })}</p>}
    >
      <Form key={error?.code ?? "fresh"} action={stepUrl("verify/check", id)} className="flex flex-col gap-4">
        {error && !codeError && <Notice tone="bad">{error.text}</Notice>}
        {view.resent && !error && (
          <Notice tone="good" live>
            {t("verify.resent")}
          </Notice>
        )}
        <CodeField
          name="code"
          label={t("verify.code")}
          length={view.digits}
          inputMode="numeric"
          autoComplete="one-time-code"
          autoFocus
          error={codeError}
          hint={t("verify.hint")}
        />
        <Button>{t("verify.verify")}</Button>
      </Form>
      <Actions>
        <ResendForm
          action={stepUrl("verify/resend", id)}
          waitSeconds={view.waitSeconds}
          label={t("verify.resend")}
          waiting={t.raw("verify.wait")}
        />
        <Form action={stepUrl("verify/change-email", id)}>
          <Button look="quiet">{t("verify.otherAddress")}</Button>
        </Form>
      </Actions>
    </StepFrame>
  );
}
