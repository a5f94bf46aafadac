import { CancelForm } from "@/components/journey/cancel-form";
import { Actions, StepFrame } from "@/components/journey/step-frame";
import type { ScreenProps } from "@/components/journey/steps/screen";
import { bold } from "@/components/ui/bold";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Form } from "@/components/ui/form";
import { Notice } from "@/components/ui/notice";
import { PasswordField } from "@/components/ui/password-field";
import { UserName } from "@/components/ui/user-name";
import { journeyLogo } from "@/lib/journey/urls/journey-urls";
import { stepUrl } from "@/lib/journey/urls/step-url";
import { t } from "@/lib/messages/messages";

/** The terms of the service, which have to be accepted. */
function Terms({ accepted, error }: { accepted: boolean; error: string | undefined }) {
  return (
    <div>
      <label className="grid cursor-pointer grid-cols-[26px_1fr] gap-3 text-[0.94rem]">
        <input
          type="checkbox"
          name="terms"
          value="yes"
          required
          defaultChecked={accepted}
          aria-describedby={error ? "terms-error" : undefined}
          className="mt-0.5 size-[22px] accent-filament"
        />
        <span>{t("profile.terms")}</span>
      </label>
      {error && (
        <p id="terms-error" role="alert" className="mt-2 text-[0.94rem] font-medium text-bad">
          {error}
        </p>
      )}
    </div>
  );
}

/** Name, optional password, terms: what a new account still lacks. */
export function ProfileScreen({ journey, view, error }: ScreenProps<"profile">) {
  const { id, user } = journey;
  const errorFor = (prefix: string) => (error?.code.startsWith(prefix) ? error.text : undefined);
  return (
    <StepFrame
      step="profile"
      logo={journeyLogo(journey)}
      title={t("profile.title")}
      lead={<p>{t.rich("profile.lead", { email: user?.email ?? "", b: bold })}</p>}
    >
      <Form action={stepUrl("profile/save", id)} className="flex grow flex-col">
        <div className="flex flex-col gap-5">
          {error?.code === "too_many" && <Notice tone="bad">{error.text}</Notice>}
          <Field
            name="name"
            label={t("profile.name")}
            autoComplete="name"
            required
            defaultValue={view.name}
            error={errorFor("name")}
          />
          <UserName email={user?.email ?? ""} />
          <PasswordField
            name="password"
            label={t("profile.password")}
            note={t("profile.optional")}
            autoComplete="new-password"
            maxLength={200}
            hint={t("profile.passwordHint")}
            error={errorFor("password")}
            show={t("common.show")}
            hide={t("common.hide")}
          />
          <Terms accepted={view.terms} error={errorFor("terms")} />
        </div>
        <Actions>
          <Button>{t("profile.create")}</Button>
        </Actions>
      </Form>
      <CancelForm journey={id} />
    </StepFrame>
  );
}
