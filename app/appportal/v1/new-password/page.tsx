import { Actions, StepFrame } from "@/components/journey/step-frame";
import { bold } from "@/components/ui/bold";
import { Button } from "@/components/ui/button";
import { Form } from "@/components/ui/form";
import { Notice } from "@/components/ui/notice";
import { PasswordField } from "@/components/ui/password-field";
import { journeyLogo } from "@/lib/journey/journey-logo";
import { stepUrl } from "@/lib/journey/step-url";
import { errorText } from "@/lib/web/form-error";
import { openStep, type SearchParams } from "@/lib/web/journey-request";
import { t } from "@/lib/messages/messages";

/** After a forgotten password, once a code (and the second factor) has proven who it is. */
export default async function NewPasswordPage({ searchParams }: { searchParams: SearchParams }) {
  const journey = await openStep("new-password", searchParams);
  const formError = await errorText(searchParams);
  const { session, user } = journey;
  const fieldError = formError?.code.startsWith("password") ? formError.text : undefined;
  return (
    <StepFrame
      step="new-password"
      logo={journeyLogo(journey)}
      title={t("newPassword.title")}
      lead={<p>{t.rich("newPassword.lead", { email: user?.email ?? "", b: bold })}</p>}
    >
      <Form action={stepUrl("new-password/save", session.id)} className="flex grow flex-col">
        <div className="flex flex-col gap-5">
          {formError && !fieldError && <Notice tone="bad">{formError.text}</Notice>}
          <PasswordField
            name="password"
            label={t("newPassword.password")}
            autoComplete="new-password"
            required
            maxLength={200}
            hint={t("newPassword.hint")}
            error={fieldError}
            show={t("common.show")}
            hide={t("common.hide")}
          />
        </div>
        <Actions>
          <Button>{t("newPassword.save")}</Button>
        </Actions>
      </Form>
      <Form action={stepUrl("new-password/skip", session.id)} className="mt-1.5">
        <Button look="quiet">{t("newPassword.skip")}</Button>
      </Form>
    </StepFrame>
  );
}
