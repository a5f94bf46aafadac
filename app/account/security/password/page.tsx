import { AccountFrame } from "@/components/account/account-frame";
import { Button } from "@/components/ui/button";
import { Form } from "@/components/ui/form";
import { Notice } from "@/components/ui/notice";
import { PasswordField } from "@/components/ui/password-field";
import { UserName } from "@/components/ui/user-name";
import { passwordOf } from "@/lib/accounts/account-store";
import { t } from "@/lib/messages/messages";
import { requireRecentAuth } from "@/lib/web/account-request";
import { errorText } from "@/lib/web/form-error";
import { pageTitle, type Titled } from "@/lib/web/page-title";
import type { SearchParams } from "@/lib/web/search-params";

export const generateMetadata = ({ searchParams }: Titled) => pageTitle(t("security.password"), searchParams);

/** Setting a password, or changing it with the one before (ASVS 6.2.3). */
export default async function PasswordPage({ searchParams }: { searchParams: SearchParams }) {
  const { user } = await requireRecentAuth("/account/security/password");
  const has = Boolean((await passwordOf(user.email))?.passwordHash);
  const formError = await errorText(searchParams);
  const ofField = (prefix: string) => (formError?.code.startsWith(prefix) ? formError.text : undefined);
  const [currentError, newError] = [ofField("current_"), ofField("password_")];
  const eye = { show: t("common.show"), hide: t("common.hide") };
  return (
    <AccountFrame
      step="account-password"
      back={{ href: "/account/security", label: t("security.title") }}
      title={t(has ? "passwordPage.titleChange" : "passwordPage.titleSet")}
      lead={<p>{t("passwordPage.lead")}</p>}
    >
      <Form action="/account/security/password/save" className="flex flex-col">
        <div className="flex flex-col gap-5">
          {formError && !currentError && !newError && <Notice tone="bad">{formError.text}</Notice>}
          <UserName email={user.email} />
          {has && (
            <PasswordField
              name="current"
              label={t("passwordPage.current")}
              autoComplete="current-password"
              required
              maxLength={200}
              error={currentError}
              {...eye}
            />
          )}
          <PasswordField
            name="password"
            label={t("passwordPage.new")}
            autoComplete="new-password"
            required
            maxLength={200}
            hint={t("passwordPage.hint")}
            error={newError}
            {...eye}
          />
          <Button>{t("passwordPage.save")}</Button>
        </div>
      </Form>
      {has && (
        <Form action="/account/security/password/forgot" className="mt-1.5">
          <Button look="quiet">{t("passwordPage.forgot")}</Button>
        </Form>
      )}
    </AccountFrame>
  );
}
