import type { Challenge } from "altcha-lib";
import { headers } from "next/headers";
import { PORTAL_PATH } from "@/lib/journey/urls/step-url";
import { isBrowserProof, proofChallenge } from "@/lib/rate-limits/browser-proof";
import type { Sender } from "@/lib/rate-limits/rate-limit-store";
import { requestAddress } from "@/lib/web/request-address";

/** Field of a form that carries a solved challenge. */
const PROOF_FIELD = "proof";

/** Paths of the forms at which a proof of a browser counts: those whose limits are `provable`. */
export const PROVABLE_FORMS: readonly string[] = [
  `${PORTAL_PATH}/begin`,
  "/getstarted/begin",
  "/getstarted/popup",
  ...["account/send", "account/sign-in", "account/provider", "verify/resend", "printer/find", "printer/show"].map(
    (form) => `${PORTAL_PATH}/${form}`,
  ),
  "/account/identities/link",
];

/** For a page: what this browser has to work out before such a form, if its address is held back. */
export async function pageChallenge(): Promise<Challenge | undefined> {
  // A page that cannot be read for a fault says so itself, and needs no proof for that.
  return proofChallenge(requestAddress(await headers())).catch(() => undefined);
}

/** Who sent a form, for the limits. @param field reads the form */
export async function formSender(headers: Headers, field: (name: string) => string): Promise<Sender> {
  const address = requestAddress(headers);
  return { address, proven: await isBrowserProof(field(PROOF_FIELD), address) };
}
