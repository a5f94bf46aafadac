import { CancelForm } from "@/components/journey/cancel-form";
import { Actions, StepFrame } from "@/components/journey/step-frame";
import { bold } from "@/components/ui/bold";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Form } from "@/components/ui/form";
import { Notice } from "@/components/ui/notice";
import { PasswordField } from "@/components/ui/password-field";
import { journeyLogo } from "@/lib/journey/journey-logo";
import { stepUrl } from "@/lib/journey/step-url";
import { errorText } from "@/lib/web/form-error";
import { openStep, type SearchParams } from "@/lib/web/journey-request";
import { t } from "@/lib/messages/messages";

/** Name, optional password, terms: what a new account still lacks. */
export default async function ProfilePage({ searchParams }: { searchParams: SearchParams }) {
  const journey = await openStep("profile", searchParams);
  const formError = await errorText(searchParams);
  const { id, draft } = journey.session;
  const errorFor = (prefix: string) => (formError?.code.startsWith(prefix) ? formError.text : undefined);
  const termsError = errorFor("terms");
  return (
    <StepFrame
      step="profile"
      logo={journeyLogo(journey)}
      title={t("profile.title")}
      lead={<p>{t.rich("profile.lead", { email: journey.user?.email ?? "", b: bold })}</p>}
    >
      <Form action={stepUrl("profile/save", id)} className="flex grow flex-col">
        <div className="flex flex-col gap-5">
          {formError?.code === "too_many" && <Notice tone="bad">{formError.text}</Notice>}
          <Field
            name="name"
            label={t("profile.name")}
            autoComplete="name"
            required
            maxLength={80}
            defaultValue={draft.name ?? ""}
            error={errorFor("name")}
          />
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
          <div>
            <label className="grid cursor-pointer grid-cols-[26px_1fr] gap-3 text-[0.94rem]">
              <input
                type="checkbox"
                name="terms"
                value="yes"
                required
                defaultChecked={draft.terms === "yes"}
                aria-describedby={termsError ? "terms-error" : undefined}
                className="mt-0.5 size-[22px] accent-filament"
              />
              <span>{t("profile.terms")}</span>
            </label>
            {termsError && (
              <p id="terms-error" role="alert" className="mt-2 text-[0.94rem] font-medium text-bad">
                {termsError}
              </p>
            )}
          </div>
        </div>
        <Actions>
          <Button>{t("profile.create")}</Button>
        </Actions>
      </Form>
      <CancelForm session={id} />
    </StepFrame>
  );
}
