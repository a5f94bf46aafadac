import { AccountFrame } from "@/components/account/account-frame";
import { ResendForm } from "@/components/journey/resend-form";
import { Actions, MoreActions } from "@/components/journey/step-frame";
import { bold } from "@/components/ui/bold";
import { Button, ButtonLink } from "@/components/ui/button";
import { CodeField } from "@/components/ui/code-field";
import { Facts } from "@/components/ui/facts";
import { Form } from "@/components/ui/form";
import { Notice } from "@/components/ui/notice";
import { codeWaitsAt } from "@/lib/accounts/account-code-store";
import { countBelongings } from "@/lib/endings/account-deletion-store";
import { t } from "@/lib/messages/messages";
import { CODE_DIGITS } from "@/lib/one-time-codes/one-time-code";
import { secondsUntilNextCode } from "@/lib/one-time-codes/one-time-code-store";
import { requireRecentAuth } from "@/lib/web/account-request";
import { errorText } from "@/lib/web/form-error";
import { pageTitle, type Titled } from "@/lib/web/page-title";
import type { SearchParams } from "@/lib/web/search-params";

export const generateMetadata = ({ searchParams }: Titled) => pageTitle(t("deletePage.title"), searchParams);

const HERE = "/account/data/delete";

const WhatGoes = ({ connections, printers }: { connections: number; printers: number }) => (
  <Facts
    facts={[
      { icon: "key", text: t("deletePage.apps", { count: connections }) },
      { icon: "printer", text: t("deletePage.printers", { count: printers }) },
      { icon: "check", text: t("deletePage.payments") },
      { icon: "person", text: t("deletePage.data") },
    ]}
  />
);

/** What goes with the account, and, once that was read, the fresh code that it takes. */
export default async function DeletePage({ searchParams }: { searchParams: SearchParams }) {
  const { user, session } = await requireRecentAuth(HERE);
  const formError = await errorText(searchParams);
  const which = { sessionId: session.sessionId, purpose: "delete" as const };
  const sent = (await codeWaitsAt(which)) !== undefined;
  const codeError = formError?.code.startsWith("code_") ? formError.text : undefined;
  return (
    <AccountFrame
      step="account-delete"
      back={{ href: "/account/data", label: t("dataPage.title") }}
      title={t("deletePage.title")}
    >
      <div className="mb-5 flex flex-col gap-4">
        {formError && !(sent && codeError) && <Notice tone="bad">{formError.text}</Notice>}
        {!sent && <WhatGoes {...await countBelongings(user.id)} />}
        <p>{t.rich(sent ? "deletePage.codeLead" : "deletePage.sendLead", { email: user.email, b: bold })}</p>
      </div>
      {sent && (
        <Form key={formError?.code ?? "fresh"} action={`${HERE}/confirm`} className="mb-4 flex flex-col gap-4">
          <CodeField
            name="code"
            label={t("deletePage.code")}
            length={CODE_DIGITS}
            inputMode="numeric"
            autoComplete="one-time-code"
            waits
            error={codeError}
          />
          <Button look="danger">{t("deletePage.delete")}</Button>
        </Form>
      )}
      {sent && (
        <ResendForm
          action={`${HERE}/send`}
          waitSeconds={await secondsUntilNextCode(which)}
          label={t("reauthenticatePage.resend")}
          waiting={t.raw("verify.wait")}
        />
      )}
      <Actions>
        {!sent && (
          <Form action={`${HERE}/send`}>
            <Button>{t("deletePage.send")}</Button>
          </Form>
        )}
        <MoreActions>
          <ButtonLink look="quiet" href="/account/data">
            {t("deletePage.keep")}
          </ButtonLink>
        </MoreActions>
      </Actions>
    </AccountFrame>
  );
}
