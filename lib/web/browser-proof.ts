import type { Challenge } from "altcha-lib";
import { PORTAL_PATH } from "@/lib/journey/urls/step-url";
import { t } from "@/lib/messages/messages";
import { isBrowserProof, proofChallenge } from "@/lib/rate-limits/browser-proof";
import type { Sender } from "@/lib/rate-limits/rate-limit-store";
import { requestAddress } from "@/lib/web/request-address";
import { sentHeaders } from "@/lib/web/sent-request";

/** Field of a form that carries a solved challenge. */
const PROOF_FIELD = "proof";

/** Paths of the forms at which a proof of a browser counts: those whose limits are `provable`. */
const PROVABLE_FORMS: readonly string[] = [
  `${PORTAL_PATH}/begin`,
  "/getstarted/begin",
  "/getstarted/popup",
  ...[
    "account/send",
    "account/sign-in",
    "account/provider",
    "account/passkey",
    "verify/resend",
    "printer/find",
    "printer/show",
  ].map((form) => `${PORTAL_PATH}/${form}`),
  "/account/identities/link",
];

/** What a held-back browser has to work out, for which forms (paths); what is said meanwhile, and on the button. */
type WantedProof = { challenge: Challenge; forms: readonly string[]; text: string; busy: string };

/**
 * For a page with such a form, if the browser's address is held back. Awaited by the page itself: what is read beside
 * it would put the parts of a page in another order each time, and answers must not differ (ASVS 6.3.8).
 */
export async function wantedProof(): Promise<WantedProof | undefined> {
  // A page that cannot be read for a fault says so itself, and needs no proof for that.
  const challenge = await proofChallenge(requestAddress(sentHeaders())).catch(() => undefined);
  return (
    challenge && { challenge, forms: PROVABLE_FORMS, text: t("browserProof.working"), busy: t("browserProof.busy") }
  );
}

/** Who sent a form, for the limits. @param field reads the form */
export async function formSender(headers: Headers, field: (name: string) => string): Promise<Sender> {
  const address = requestAddress(headers);
  return { address, proven: await isBrowserProof(field(PROOF_FIELD), address) };
}
