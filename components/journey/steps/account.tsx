import { CancelForm } from "@/components/journey/cancel-form";
import { frameOf } from "@/components/journey/frame-of";
import { PasskeySignIn } from "@/components/journey/passkey-sign-in";
import { Promise } from "@/components/journey/promise";
import { ProviderSignIn } from "@/components/journey/provider-sign-in";
import { StepFrame } from "@/components/journey/step-frame";
import type { ScreenProps } from "@/components/journey/steps/screen";
import { BackLink } from "@/components/ui/back";
import { bold } from "@/components/ui/bold";
import { Button, ButtonLink } from "@/components/ui/button";
import { CheckRow } from "@/components/ui/check-row";
import { Field } from "@/components/ui/field";
import { Form } from "@/components/ui/form";
import { Notice } from "@/components/ui/notice";
import { PasswordField } from "@/components/ui/password-field";
import { stepUrl } from "@/lib/journey/urls/step-url";
import { isAboutTheAddress } from "@/lib/messages/email-errors";
import { t } from "@/lib/messages/messages";

const TITLES = { code: "account.title", password: "account.passwordTitle", forgotten: "account.forgotTitle" } as const;
const LEADS = { password: undefined, forgotten: "account.forgotLead" } as const;
const NEWCOMERS = { all: "account.lead", some: "account.leadInvite", none: "account.leadVisit" } as const;

/** Names the address that has an account already, and the provider that came with it. */
function notLinked({ journey: { draft }, view, error }: ScreenProps<"account">) {
  const provider = view.providers.find(({ id }) => id === draft.provider)?.name;
  if (error?.code !== "identity_not_linked" || !provider || !draft.email) return undefined;
  return t.rich("account.notLinked", { email: draft.email, provider, b: bold });
}

/** The address, and the password where that is the way. */
function Fields(props: ScreenProps<"account">) {
  const {
    journey,
    view: { way },
    error,
  } = props;
  const emailError = error && isAboutTheAddress(error.code) ? error.text : undefined;
  const passwordError = error?.code === "password_wrong" ? error.text : undefined;
  return (
    <>
      {error && !emailError && !passwordError && <Notice tone="bad">{notLinked(props) ?? error.text}</Notice>}
      <Field
        name="email"
        label={t("account.email")}
        autoComplete={`${way === "password" ? "username" : "email"} webauthn`}
        inputMode="email"
        enterKeyHint={way === "password" ? "next" : "send"}
        autoCapitalize="none"
        spellCheck={false}
        required
        maxLength={254}
        defaultValue={journey.draft.email ?? ""}
        error={emailError}
        placeholder="you@example.org"
      />
      {way === "forgotten" && <input type="hidden" name="forgotten" value="1" />}
      {way === "password" && (
        <PasswordField
          name="password"
          label={t("account.password")}
          autoComplete="current-password"
          enterKeyHint="go"
          required
          maxLength={200}
          error={passwordError}
          show={t("common.show")}
          hide={t("common.hide")}
        />
      )}
    </>
  );
}

/** Email first: a code signs in or makes the account; a password is the other way. */
export function AccountScreen(props: ScreenProps<"account">) {
  const { id, goal, staySignedIn } = props.journey;
  const { way, providers, newcomers } = props.view;
  const withPassword = way === "password";
  const lead = { code: goal === "app" ? NEWCOMERS[newcomers] : "account.leadVisit", ...LEADS }[way];
  return (
    <StepFrame {...frameOf(props)} step="account" title={t(TITLES[way])} lead={lead && <p>{t(lead)}</p>}>
      <Form
        key={way}
        action={stepUrl(withPassword ? "account/sign-in" : "account/send", id)}
        className="flex flex-col gap-4"
      >
        <Fields {...props} />
        <Button>{t(withPassword ? "account.signIn" : "account.send")}</Button>
        {way === "forgotten" ? (
          staySignedIn && <input type="hidden" name="stay" value="yes" />
        ) : (
          <CheckRow name="stay" label={t("account.stay")} checked={staySignedIn} bare />
        )}
        <Promise />
        <ProviderSignIn journey={id} providers={providers} />
      </Form>
      <div className="mt-2 flex flex-col">
        <PasskeySignIn journey={id} request={props.view.passkey} />
        {withPassword && (
          <ButtonLink look="quiet" href={stepUrl("account", id, { with: "forgotten" })}>
            {t("account.forgot")}
          </ButtonLink>
        )}
        {way === "forgotten" ? (
          <BackLink href={stepUrl("account", id, { with: "password" })}>{t("account.back")}</BackLink>
        ) : (
          <ButtonLink look="quiet" href={stepUrl("account", id, { with: withPassword ? undefined : "password" })}>
            {t(withPassword ? "account.withMail" : "account.withPassword")}
          </ButtonLink>
        )}
        <CancelForm journey={id} />
      </div>
    </StepFrame>
  );
}
