import { ResendForm } from "@/components/journey/resend-form";
import { Actions, StepFrame } from "@/components/journey/step-frame";
import { bold } from "@/components/ui/bold";
import { Button } from "@/components/ui/button";
import { CodeField } from "@/components/ui/code-field";
import { Form } from "@/components/ui/form";
import { Notice } from "@/components/ui/notice";
import { CODE_DIGITS, resendAllowedAt } from "@/lib/accounts/mail-code-store";
import { now } from "@/lib/clock";
import { journeyLogo } from "@/lib/journey/journey-logo";
import { stepUrl } from "@/lib/journey/step-url";
import { errorText } from "@/lib/web/form-error";
import { first, openStep, type SearchParams } from "@/lib/web/journey-request";
import { t } from "@/lib/messages/messages";

const ABOUT_THE_CODE = ["code_wrong", "code_expired", "code_used_up", "code_missing"];

/** The code from the mail. */
export default async function VerifyPage({ searchParams }: { searchParams: SearchParams }) {
  const journey = await openStep("verify", searchParams);
  const formError = await errorText(searchParams);
  const resent = first((await searchParams).resent) === "1" && !formError;
  const { id, email } = journey.session;
  const allowedAt = await resendAllowedAt(id);
  const codeError = formError && ABOUT_THE_CODE.includes(formError.code) ? formError.text : undefined;
  return (
    <StepFrame
      step="verify"
      logo={journeyLogo(journey)}
      title={t("verify.title")}
      lead={<p>{t.rich("verify.lead", { email: email ?? "", b: bold })}</p>}
    >
      <Form key={formError?.code ?? "fresh"} action={stepUrl("verify/check", id)} className="flex flex-col gap-4">
        {formError && !codeError && <Notice tone="bad">{formError.text}</Notice>}
        {resent && (
          <Notice tone="good" live>
            {t("verify.resent")}
          </Notice>
        )}
        <CodeField
          name="code"
          label={t("verify.code")}
          length={CODE_DIGITS}
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
          waitSeconds={allowedAt ? Math.ceil((allowedAt.getTime() - now().getTime()) / 1000) : 0}
          label={t("verify.resend")}
          waiting={t.raw("verify.wait")}
        />
        <Form action={stepUrl("account/other", id)}>
          <Button look="quiet">{t("verify.otherAddress")}</Button>
        </Form>
      </Actions>
    </StepFrame>
  );
}
