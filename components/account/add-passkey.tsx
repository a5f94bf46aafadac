import type { PublicKeyCredentialCreationOptionsJSON } from "@simplewebauthn/server";
import { AnswerFields, PasskeyStatus } from "@/components/journey/passkey-sign-in";
import { Actions } from "@/components/journey/step-frame";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import type { PasskeyRequest } from "@/lib/accounts/passkeys/ask-for-passkey";
import { t } from "@/lib/messages/messages";

/** Makes a passkey in this browser; where there are none, says what to do instead. */
export const AddPasskey = ({ request }: { request: PasskeyRequest<PublicKeyCredentialCreationOptionsJSON> }) => (
  <>
    <div className="in-data-passkeys:hidden">
      <Notice tone="warn">{t("passkeys.unavailable")}</Notice>
    </div>
    <form
      method="post"
      action="/account/security/passkeys/add"
      data-passkey="add"
      data-options={JSON.stringify(request.options)}
      data-failed={t("passkeys.notAdded")}
      data-there={t("passkeys.hasOne")}
      className="hidden grow flex-col in-data-passkeys:flex"
    >
      <input type="hidden" name="challenge" value={request.sealed} />
      <AnswerFields names={["id", "client", "attestation", "transports"]} />
      <Actions>
        <Button type="button">{t("passkeys.add")}</Button>
        <PasskeyStatus />
      </Actions>
    </form>
  </>
);
