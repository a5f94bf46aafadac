import { frameOf } from "@/components/journey/frame-of";
import { StepFrame } from "@/components/journey/step-frame";
import type { ScreenProps } from "@/components/journey/steps/screen";
import { bold } from "@/components/ui/bold";
import { Button } from "@/components/ui/button";
import { Form } from "@/components/ui/form";
import { Notice } from "@/components/ui/notice";
import { PasswordField } from "@/components/ui/password-field";
import { UserName } from "@/components/ui/user-name";
import { stepUrl } from "@/lib/journey/urls/step-url";
import { t } from "@/lib/messages/messages";

/** After a forgotten password, once a code (and the second factor) has proven who it is. */
export function NewPasswordScreen({ journey, view, error }: ScreenProps<"new-password">) {
  const fieldError = error?.code.startsWith("password") ? error.text : undefined;
  return (
    <StepFrame
      {...frameOf({ journey, error })}
      step="new-password"
      title={t("newPassword.title")}
      lead={<p>{t.rich("newPassword.lead", { email: view.email, b: bold })}</p>}
    >
      <Form action={stepUrl("new-password/save", journey.id)} className="flex grow flex-col">
        <div className="flex flex-col gap-4">
          {error && !fieldError && <Notice tone="bad">{error.text}</Notice>}
          <UserName email={view.email} />
          <PasswordField
            name="password"
            label={t("newPassword.password")}
            autoComplete="new-password"
            enterKeyHint="done"
            required
            maxLength={200}
            hint={t("newPassword.hint")}
            error={fieldError}
            show={t("common.show")}
            hide={t("common.hide")}
          />
          <Button>{t("newPassword.save")}</Button>
        </div>
      </Form>
      <Form action={stepUrl("new-password/skip", journey.id)} className="mt-1.5">
        <Button look="quiet">{t("newPassword.skip")}</Button>
      </Form>
    </StepFrame>
  );
}
