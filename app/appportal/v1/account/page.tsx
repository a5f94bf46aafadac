import { headers } from "next/headers";
import { OutsideSignIn } from "@/components/journey/outside-sign-in";
import { Actions, StepFrame } from "@/components/journey/step-frame";
import { CancelForm } from "@/components/journey/cancel-form";
import { Button, ButtonLink } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Form } from "@/components/ui/form";
import { Notice } from "@/components/ui/notice";
import { PasswordField } from "@/components/ui/password-field";
import { offeredProviders } from "@/lib/accounts/outside/outside-providers";
import { journeyLogo } from "@/lib/journey/journey-logo";
import { stepUrl } from "@/lib/journey/step-url";
import { errorText } from "@/lib/web/form-error";
import { first, openStep, type SearchParams } from "@/lib/web/journey-request";
import { t } from "@/lib/messages/messages";

const TITLES = { code: "account.title", password: "account.passwordTitle", forgotten: "account.forgotTitle" } as const;
const LEADS = { password: "account.passwordLead", forgotten: "account.forgotLead" } as const;

/** E-mail first: a code signs in or makes the account; a password is the other way. */
export default async function AccountPage({ searchParams }: { searchParams: SearchParams }) {
  const journey = await openStep("account", searchParams);
  const formError = await errorText(searchParams);
  const { id, draft, goal } = journey.session;
  const asked = first((await searchParams).with);
  const way = asked === "password" || asked === "forgotten" ? asked : "code";
  const withPassword = way === "password";
  const emailError = formError?.code === "email_invalid" ? formError.text : undefined;
  const passwordError = formError?.code === "password_wrong" ? formError.text : undefined;
  const other = formError && !emailError && !passwordError ? formError.text : undefined;
  const email = (
    <Field
      name="email"
      type="email"
      label={t("account.email")}
      autoComplete="username"
      inputMode="email"
      autoCapitalize="none"
      spellCheck={false}
      required
      maxLength={254}
      defaultValue={draft.email ?? ""}
      error={emailError}
      placeholder="you@example.org"
    />
  );
  return (
    <StepFrame
      step="account"
      logo={journeyLogo(journey)}
      title={t(TITLES[way])}
      lead={<p>{t(way === "code" ? (goal === "app" ? "account.lead" : "account.leadVisit") : LEADS[way])}</p>}
    >
      <Form
        key={way}
        action={stepUrl(withPassword ? "account/sign-in" : "account/send", id)}
        className="flex grow flex-col"
      >
        <div className="flex flex-col gap-5">
          {other && <Notice tone="bad">{other}</Notice>}
          {email}
          {way === "forgotten" && <input type="hidden" name="forgotten" value="1" />}
          {withPassword && (
            <PasswordField
              name="password"
              label={t("account.password")}
              autoComplete="current-password"
              required
              maxLength={200}
              error={passwordError}
              show={t("common.show")}
              hide={t("common.hide")}
            />
          )}
        </div>
        <Actions>
          <Button>{t(withPassword ? "account.signIn" : "account.send")}</Button>
          {withPassword && (
            <ButtonLink look="quiet" href={stepUrl("account", id, { with: "forgotten" })}>
              {t("account.forgot")}
            </ButtonLink>
          )}
          <ButtonLink look="quiet" href={stepUrl("account", id, { with: withPassword ? undefined : "password" })}>
            {t(way === "forgotten" ? "account.back" : withPassword ? "account.withMail" : "account.withPassword")}
          </ButtonLink>
        </Actions>
      </Form>
      {!withPassword && (
        <OutsideSignIn session={id} providers={offeredProviders((await headers()).get("user-agent"))} />
      )}
      <CancelForm session={id} />
    </StepFrame>
  );
}
