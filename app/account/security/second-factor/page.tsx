import { AccountFrame } from "@/components/account/account-frame";
import { SaveRecoveryKeys } from "@/components/account/save-recovery-keys";
import { SecondFactorOn } from "@/components/account/second-factor-on";
import { SecondFactorSetup } from "@/components/account/second-factor-setup";
import { Actions } from "@/components/journey/step-frame";
import { Button } from "@/components/ui/button";
import { Form } from "@/components/ui/form";
import { pendingSecret, secondFactorState } from "@/lib/accounts/second-factor/second-factor-store";
import { totpUri } from "@/lib/accounts/second-factor/totp";
import { env } from "@/lib/env";
import { t } from "@/lib/messages/messages";
import { requireRecentAuth } from "@/lib/web/account-request";
import { errorText } from "@/lib/web/form-error";
import { pageTitle, type Titled } from "@/lib/web/page-title";
import { qrPicture } from "@/lib/web/qr-picture";
import { handedOverKeys } from "@/lib/web/recovery-keys-cookie";
import type { SearchParams } from "@/lib/web/search-params";

export const generateMetadata = ({ searchParams }: Titled) => pageTitle(t("secondPage.title"), searchParams);

const back = () => ({ href: "/account/security", label: t("security.title") });

/** The second factor: off, being set up, on, or with keys that are to be saved. */
export default async function SecondFactorPage({ searchParams }: { searchParams: SearchParams }) {
  const { user, session } = await requireRecentAuth("/account/security/second-factor");
  const state = await secondFactorState(user.id);
  const formError = await errorText(searchParams);
  if (state.since) {
    const keys = await handedOverKeys(session.sessionId);
    if (keys) return <SaveRecoveryKeys keys={keys} />;
    return <SecondFactorOn back={back()} keysLeft={state.keysLeft} />;
  }
  const secret = await pendingSecret(user.id, session.sessionId);
  if (secret) {
    const uri = totpUri(secret, { issuer: env().serviceName, label: user.email });
    return (
      <SecondFactorSetup back={back()} uri={uri} secret={secret} qr={await qrPicture(uri)} formError={formError} />
    );
  }
  return (
    <AccountFrame
      step="account-second-step"
      back={back()}
      title={t("secondPage.title")}
      lead={<p>{t("secondPage.leadOff")}</p>}
    >
      <Actions>
        <Form action="/account/security/second-factor/begin">
          <Button>{t("secondPage.begin")}</Button>
        </Form>
      </Actions>
    </AccountFrame>
  );
}
