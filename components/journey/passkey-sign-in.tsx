import { Button } from "@/components/ui/button";
import type { PasskeyRequest } from "@/lib/accounts/passkeys/ask-for-passkey";
import { stepUrl } from "@/lib/journey/urls/step-url";
import { t } from "@/lib/messages/messages";

/** Fields of a form that the page's script fills in from a passkey's answer. */
export const AnswerFields = ({ names }: { names: readonly string[] }) =>
  names.map((name) => <input key={name} type="hidden" name={name} />);

/** Where the page's script says what came of it. */
export const PasskeyStatus = () => <p role="status" className="px-2 text-center text-small text-soft empty:hidden" />;

/**
 * A form that signs in with a passkey: by its button, and by choosing one in the field of the address (its
 * `autocomplete` ends in `webauthn`). Shown by the page's script where the browser has passkeys, in a room that is kept
 * for it, so that nothing moves; nothing else waits for it. Not part of the form above.
 */
export function PasskeySignIn({ journey, request }: { journey: string; request: PasskeyRequest | undefined }) {
  if (!request) return null;
  return (
    <form
      method="post"
      action={stepUrl("account/passkey", journey)}
      data-passkey="sign-in"
      data-options={JSON.stringify(request.options)}
      data-failed={t("passkeys.notUsed")}
      className="invisible min-h-12 in-data-passkeys:visible noscript:hidden"
    >
      <input type="hidden" name="challenge" value={request.sealed} />
      <AnswerFields names={["id", "client", "authenticator", "signature", "user", "stay"]} />
      <Button type="button" look="quiet">
        {t("passkeys.signIn")}
      </Button>
      <PasskeyStatus />
    </form>
  );
}

/**
 * The same on a page without a journey: its button begins one, as the form above it does, and signs in to it.
 * @param begin address that begins the journey
 */
export const PasskeyBegin = ({ begin }: { begin: string }) => (
  <form
    method="post"
    action={begin}
    data-passkey="begin"
    data-failed={t("passkeys.notUsed")}
    className="invisible min-h-12 in-data-passkeys:visible noscript:hidden"
  >
    <Button type="button" look="quiet">
      {t("passkeys.signIn")}
    </Button>
    <PasskeyStatus />
  </form>
);
