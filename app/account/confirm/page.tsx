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
import { codeWaitsAt, secondsUntilNextCode } from "@/lib/accounts/account-code-store";
import { CODE_DIGITS } from "@/lib/accounts/mail-code-store";
import { hasSecondFactor } from "@/lib/accounts/second-factor/second-factor-store";
import { isRecentlyAuthenticated } from "@/lib/accounts/signed-in-store";
import { visitPath } from "@/lib/journey/visit-path";
import { requireUser } from "@/lib/web/account-request";
import { errorText } from "@/lib/web/form-error";
import { first, type SearchParams } from "@/lib/web/journey-request";
import { withQuery } from "@/lib/http/with-query";
import { t } from "@/lib/messages/messages";

const ABOUT_THE_CODE = ["code_wrong", "code_expired", "code_used_up", "code_missing"];

/** Before something that takes a fresh proof: the second factor, or a code by mail where there is none. */
export default async function ConfirmPage({ searchParams }: { searchParams: SearchParams }) {
  const query = await searchParams;
  const to = visitPath(first(query.to) ?? "") ?? "/account";
  const { user, session } = await requireUser(to);
  if (isRecentlyAuthenticated(session)) redirect(to);
  const formError = await errorText(searchParams);
  const here = (path: string, more: Record<string, string | undefined> = {}) =>
    withQuery(`/account/confirm${path}`, { to, ...more });
  if (await hasSecondFactor(user.id)) {
    const recovery = first(query.with) === "key";
    return (
      <AccountFrame
        step="account-confirm"
        title={t("confirmPage.title")}
        lead={<p>{t(recovery ? "secondFactor.keyLead" : "confirmPage.factorLead")}</p>}
      >
        <SecondFactorForm
          action={here("/check", { with: recovery ? "key" : undefined })}
          other={here("", { with: recovery ? undefined : "key" })}
          recovery={recovery}
          formError={formError}
        />
      </AccountFrame>
    );
  }
  const which = { sessionId: session.sessionId, purpose: "prove" as const };
  const sent = (await codeWaitsAt(which)) !== undefined;
  const codeError = formError && ABOUT_THE_CODE.includes(formError.code) ? formError.text : undefined;
  const notice = formError && !codeError && <Notice tone="bad">{formError.text}</Notice>;
  if (!sent) {
    return (
      <AccountFrame
        step="account-confirm"
        title={t("confirmPage.title")}
        lead={<p>{t.rich("confirmPage.lead", { email: user.email, b: bold })}</p>}
      >
        {notice || (codeError && <Notice tone="bad">{codeError}</Notice>)}
        <Actions>
          <Form action={here("/send")}>
            <Button>{t("confirmPage.send")}</Button>
          </Form>
        </Actions>
      </AccountFrame>
    );
  }
  return (
    <AccountFrame
      step="account-confirm"
      title={t("confirmPage.title")}
      lead={<p>{t.rich("confirmPage.codeLead", { email: user.email, b: bold })}</p>}
    >
      <Form key={formError?.code ?? "fresh"} action={here("/check")} className="flex flex-col gap-4">
        {notice}
        <CodeField
          name="code"
          label={t("confirmPage.code")}
          length={CODE_DIGITS}
          inputMode="numeric"
          autoComplete="one-time-code"
          autoFocus
          error={codeError}
        />
        <Button>{t("confirmPage.verify")}</Button>
      </Form>
      <Actions>
        <ResendForm
          action={here("/send")}
          waitSeconds={await secondsUntilNextCode(which)}
          label={t("confirmPage.resend")}
          waiting={t.raw("verify.wait")}
        />
      </Actions>
    </AccountFrame>
  );
}
