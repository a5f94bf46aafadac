import { redirect } from "next/navigation";
import { AccountFrame } from "@/components/account/account-frame";
import { PasskeyBegin } from "@/components/journey/passkey-sign-in";
import { Actions } from "@/components/journey/step-frame";
import { BrowserProof } from "@/components/ui/browser-proof";
import { Button } from "@/components/ui/button";
import { Form } from "@/components/ui/form";
import { Notice } from "@/components/ui/notice";
import { relyingParty } from "@/lib/accounts/passkeys/relying-party";
import { visitPath } from "@/lib/journey/urls/visit-path";
import { t } from "@/lib/messages/messages";
import { wantedProof } from "@/lib/web/browser-proof";
import { currentUser } from "@/lib/web/current-user";
import { errorText } from "@/lib/web/form-error";
import { pageTitle, type Titled } from "@/lib/web/page-title";
import { first, type SearchParams } from "@/lib/web/search-params";

export const generateMetadata = ({ searchParams }: Titled) => pageTitle(t("yourAccount.signInTitle"), searchParams);

/** For a person who opened a page of the account without being signed in. */
export default async function SignInFirst({ searchParams }: { searchParams: SearchParams }) {
  const to = visitPath(first((await searchParams).to) ?? "") ?? "/account";
  if (await currentUser()) redirect(to);
  const formError = await errorText(searchParams);
  const wanted = await wantedProof();
  const begin = `/getstarted/begin?${new URLSearchParams({ visit: to })}`;
  return (
    <AccountFrame
      step="your-account"
      back={false}
      title={t("yourAccount.signInTitle")}
      lead={<p>{t("yourAccount.signInLead")}</p>}
    >
      {formError && <Notice tone="bad">{formError.text}</Notice>}
      <Actions>
        <Form action={begin}>
          <Button>{t("yourAccount.signIn")}</Button>
        </Form>
        {relyingParty() && <PasskeyBegin begin={begin} />}
      </Actions>
      <BrowserProof wanted={wanted} />
    </AccountFrame>
  );
}
