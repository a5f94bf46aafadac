import { redirect } from "next/navigation";
import { AccountFrame } from "@/components/account/account-frame";
import { ResendForm } from "@/components/journey/resend-form";
import { SecondFactorForm } from "@/components/journey/second-factor-form";
import { Actions } from "@/components/journey/step-frame";
import { bold } from "@/components/ui/bold";
import { Button } from "@/components/ui/button";
import { CodeField } from "@/components/ui/code-field";
import { Form } from "@/components/ui/form";
import { Notice } from "@/components/ui/notice";
import { codeWaitsAt } from "@/lib/accounts/account-code-store";
import type { Factor } from "@/lib/accounts/every-factor";
import { hasSecondFactor } from "@/lib/accounts/second-factor/second-factor-store";
import { isRecentlyAuthenticated } from "@/lib/accounts/signed-in-store";
import { withQuery } from "@/lib/http/with-query";
import { visitPath } from "@/lib/journey/urls/visit-path";
import { isAboutTheCode } from "@/lib/messages/code-errors";
import { t, type ShownError } from "@/lib/messages/messages";
import { CODE_DIGITS } from "@/lib/one-time-codes/one-time-code";
import { secondsUntilNextCode } from "@/lib/one-time-codes/one-time-code-store";
import { missingFactors, requireUser, type AccountVisit } from "@/lib/web/account-request";
import { errorText } from "@/lib/web/form-error";
import { pageTitle, type Titled } from "@/lib/web/page-title";
import { first, type SearchParams } from "@/lib/web/search-params";

export const generateMetadata = ({ searchParams }: Titled) => pageTitle(t("reauthenticatePage.title"), searchParams);

/** Addresses of this page, which lead to where the person was going. */
type Here = (path: string, more?: Record<string, string | undefined>) => string;

const WithFactor = ({
  here,
  formError,
  recovery,
}: {
  here: Here;
  formError: ShownError | undefined;
  recovery: boolean;
}) => (
  <AccountFrame
    step="account-confirm"
    title={t("reauthenticatePage.title")}
    lead={<p>{t(recovery ? "secondFactor.keyLead" : "reauthenticatePage.factorLead")}</p>}
  >
    <SecondFactorForm
      action={here("/check", { with: recovery ? "key" : undefined })}
      other={here("", { with: recovery ? undefined : "key" })}
      recovery={recovery}
      formError={formError}
    />
  </AccountFrame>
);

const SendCode = ({ here, formError, email }: { here: Here; formError: ShownError | undefined; email: string }) => (
  <AccountFrame
    step="account-confirm"
    title={t("reauthenticatePage.title")}
    lead={<p>{t.rich("reauthenticatePage.lead", { email, b: bold })}</p>}
  >
    {formError && <Notice tone="bad">{formError.text}</Notice>}
    <Actions>
      <Form action={here("/send")}>
        <Button>{t("reauthenticatePage.send")}</Button>
      </Form>
    </Actions>
  </AccountFrame>
);

function EnterCode(props: { here: Here; formError: ShownError | undefined; email: string; waitSeconds: number }) {
  const { here, formError, email, waitSeconds } = props;
  const codeError = formError && isAboutTheCode(formError.code) ? formError.text : undefined;
  return (
    <AccountFrame
      step="account-confirm"
      title={t("reauthenticatePage.title")}
      lead={<p>{t.rich("reauthenticatePage.codeLead", { email, b: bold })}</p>}
    >
      <Form key={formError?.code ?? "fresh"} action={here("/check", { with: "mail" })} className="flex flex-col gap-4">
        {formError && !codeError && <Notice tone="bad">{formError.text}</Notice>}
        <CodeField
          name="code"
          label={t("reauthenticatePage.code")}
          length={CODE_DIGITS}
          inputMode="numeric"
          autoComplete="one-time-code"
          autoFocus
          error={codeError}
        />
        <Button>{t("reauthenticatePage.verify")}</Button>
      </Form>
      <Actions>
        <ResendForm
          action={here("/send")}
          waitSeconds={waitSeconds}
          label={t("reauthenticatePage.resend")}
          waiting={t.raw("verify.wait")}
        />
      </Actions>
    </AccountFrame>
  );
}

/** What is asked for next: every factor that is missing, one after another, or the one that counts by itself. */
async function nextFactor(visit: AccountVisit, every: boolean): Promise<Factor | undefined> {
  if (every) return (await missingFactors(visit))[0];
  if (isRecentlyAuthenticated(visit.session)) return undefined;
  return (await hasSecondFactor(visit.user.id)) ? "second_factor" : "mailbox";
}

/** Before something that takes recent authentication: the second factor, or a code by mail where there is none. */
export default async function ReauthenticatePage({ searchParams }: { searchParams: SearchParams }) {
  const query = await searchParams;
  const to = visitPath(first(query.to) ?? "") ?? "/account";
  const every = first(query.every) === undefined ? undefined : "1";
  const visit = await requireUser(to);
  const { user, session } = visit;
  const factor = await nextFactor(visit, every !== undefined);
  if (!factor) redirect(to);
  const formError = await errorText(searchParams);
  const here: Here = (path, more = {}) => withQuery(`/account/reauthenticate${path}`, { to, every, ...more });
  if (factor === "second_factor")
    return <WithFactor here={here} formError={formError} recovery={first(query.with) === "key"} />;
  const which = { sessionId: session.sessionId, purpose: "reauthenticate" as const };
  if ((await codeWaitsAt(which)) === undefined)
    return <SendCode here={here} formError={formError} email={user.email} />;
  const waitSeconds = await secondsUntilNextCode(which);
  return <EnterCode here={here} formError={formError} email={user.email} waitSeconds={waitSeconds} />;
}
