import { Actions, StepFrame } from "@/components/journey/step-frame";
import type { ScreenProps } from "@/components/journey/steps/screen";
import { bold } from "@/components/ui/bold";
import { Button } from "@/components/ui/button";
import { Form } from "@/components/ui/form";
import { Notice } from "@/components/ui/notice";
import { PasswordField } from "@/components/ui/password-field";
import { UserName } from "@/components/ui/user-name";
import { journeyLogo } from "@/lib/journey/urls/journey-urls";
import { stepUrl } from "@/lib/journey/urls/step-url";
import { t } from "@/lib/messages/messages";

/** After a forgotten password, once a code (and the second factor) has proven who it is. */
export function NewPasswordScreen({ journey, view, error }: ScreenProps<"new-password">) {
  const fieldError = error?.code.startsWith("password") ? error.text : undefined;
  return (
    <StepFrame
      step="new-password"
      logo={journeyLogo(journey)}
      title={t("newPassword.title")}
      lead={<p>{t.rich("newPassword.lead", { email: view.email, b: bold })}</p>}
    >
      <Form action={stepUrl("new-password/save", journey.id)} className="flex grow flex-col">
        <div className="flex flex-col gap-5">
          {error && !fieldError && <Notice tone="bad">{error.text}</Notice>}
          <UserName email={view.email} />
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
      <Form action={stepUrl("new-password/skip", journey.id)} className="mt-1.5">
        <Button look="quiet">{t("newPassword.skip")}</Button>
      </Form>
    </StepFrame>
  );
}
