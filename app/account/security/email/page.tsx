import { AccountFrame } from "@/components/account/account-frame";
import { bold } from "@/components/ui/bold";
import { Button } from "@/components/ui/button";
import { CodeField } from "@/components/ui/code-field";
import { Field } from "@/components/ui/field";
import { Form } from "@/components/ui/form";
import { Notice } from "@/components/ui/notice";
import { waitingEmail } from "@/lib/endings/change-email";
import { t, type ShownError } from "@/lib/messages/messages";
import { CODE_DIGITS } from "@/lib/one-time-codes/one-time-code";
import { requireRecentAuth } from "@/lib/web/account-request";
import { errorText } from "@/lib/web/form-error";
import { pageTitle, type Titled } from "@/lib/web/page-title";
import type { SearchParams } from "@/lib/web/search-params";

export const generateMetadata = ({ searchParams }: Titled) => pageTitle(t("emailPage.title"), searchParams);

const HERE = "/account/security/email";
const back = () => ({ href: "/account/security", label: t("security.title") });

const textFor = (formError: ShownError | undefined, prefix: string) =>
  formError?.code.startsWith(prefix) ? formError.text : undefined;

function AskForAddress({ email, formError }: { email: string; formError: ShownError | undefined }) {
  const error = textFor(formError, "email_");
  return (
    <AccountFrame
      step="account-email"
      back={back()}
      title={t("emailPage.title")}
      lead={<p>{t.rich("emailPage.lead", { email, b: bold })}</p>}
    >
      <Form action={`${HERE}/send`} className="flex flex-col">
        <div className="flex flex-col gap-4">
          {formError && !error && <Notice tone="bad">{formError.text}</Notice>}
          <Field
            name="email"
            label={t("emailPage.new")}
            autoComplete="email"
            inputMode="email"
            autoCapitalize="none"
            spellCheck={false}
            required
            maxLength={254}
            error={error}
          />
          <Button>{t("emailPage.send")}</Button>
        </div>
      </Form>
    </AccountFrame>
  );
}

/** Another address for the account: a code to the one before and a code to the new one. */
export default async function EmailPage({ searchParams }: { searchParams: SearchParams }) {
  const { user, session } = await requireRecentAuth(HERE);
  const formError = await errorText(searchParams);
  const next = await waitingEmail(session.sessionId);
  if (!next) return <AskForAddress email={user.email} formError={formError} />;
  const [oldError, newError] = [textFor(formError, "old_"), textFor(formError, "new_")];
  const code = { length: CODE_DIGITS, inputMode: "numeric" as const, autoComplete: "one-time-code", waits: true };
  return (
    <AccountFrame
      step="account-email"
      back={back()}
      title={t("emailPage.codesTitle")}
      lead={<p>{t.rich("emailPage.codesLead", { old: user.email, new: next, b: bold })}</p>}
    >
      <Form key={formError?.code ?? "fresh"} action={`${HERE}/change`} className="flex flex-col">
        <div className="flex flex-col gap-5">
          {formError && !oldError && !newError && <Notice tone="bad">{formError.text}</Notice>}
          <CodeField name="old" label={t("emailPage.oldCode")} error={oldError} {...code} />
          <CodeField name="new" label={t("emailPage.newCode")} error={newError} hint={t("emailPage.hint")} {...code} />
          <Button>{t("emailPage.change")}</Button>
        </div>
      </Form>
      <Form action={`${HERE}/other`} className="mt-1.5">
        <Button look="quiet">{t("emailPage.other")}</Button>
      </Form>
    </AccountFrame>
  );
}
