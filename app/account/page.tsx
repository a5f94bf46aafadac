import { AccountFrame } from "@/components/account/account-frame";
import { PasskeyOffer } from "@/components/account/passkey-offer";
import { Actions } from "@/components/journey/step-frame";
import { bold } from "@/components/ui/bold";
import { Button } from "@/components/ui/button";
import { Form } from "@/components/ui/form";
import { LinkRow, Rows } from "@/components/ui/rows";
import { offersPasskey } from "@/lib/accounts/passkeys/offers-passkey";
import { t } from "@/lib/messages/messages";
import { requireUser } from "@/lib/web/account-request";

const PARTS = ["apps", "printers", "security", "supporter", "activity", "data"] as const;

/** The rooms of the account. */
export default async function AccountPage() {
  const { user } = await requireUser("/account");
  return (
    <AccountFrame
      step="your-account"
      back={false}
      title={t("yourAccount.title")}
      lead={<p>{t.rich("welcome.signedInAs", { email: user.email, b: bold })}</p>}
    >
      <Rows>
        {PARTS.map((part) => (
          <LinkRow
            key={part}
            href={`/account/${part}`}
            label={t(`yourAccount.${part}`)}
            detail={t(`yourAccount.${part}Hint`)}
          />
        ))}
      </Rows>
      <PasskeyOffer shown={offersPasskey(user)} decline="/account/security/passkeys/later" />
      <Actions>
        <Form action="/account/sign-out">
          <Button look="outline">{t("yourAccount.signOut")}</Button>
        </Form>
      </Actions>
    </AccountFrame>
  );
}
