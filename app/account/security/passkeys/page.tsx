import { AccountFrame } from "@/components/account/account-frame";
import { AddPasskey } from "@/components/account/add-passkey";
import { Notice } from "@/components/ui/notice";
import { askForNewPasskey } from "@/lib/accounts/passkeys/ask-for-passkey";
import { t } from "@/lib/messages/messages";
import { requireEveryFactor } from "@/lib/web/account-request";
import { errorText } from "@/lib/web/form-error";
import type { SearchParams } from "@/lib/web/search-params";

/** Adds a passkey, for who has just shown every factor of the account. */
export default async function PasskeysPage({ searchParams }: { searchParams: SearchParams }) {
  const { user, session } = await requireEveryFactor("/account/security/passkeys");
  const formError = await errorText(searchParams);
  const asked = await askForNewPasskey(user, session.sessionId);
  return (
    <AccountFrame
      step="account-passkey"
      title={t("passkeys.addTitle")}
      lead={<p>{t("passkeys.addLead")}</p>}
      back={{ href: "/account/security", label: t("security.title") }}
    >
      {formError && (
        <div className="mb-5">
          <Notice tone="bad">{formError.text}</Notice>
        </div>
      )}
      {asked === "unavailable" || asked === "full" ? (
        <Notice tone="warn">{t(`passkeys.${asked}`)}</Notice>
      ) : (
        <AddPasskey request={asked} />
      )}
    </AccountFrame>
  );
}
