import { endPasskeyOffer } from "@/lib/accounts/passkeys/passkey-store";
import { consentedPrinter } from "@/lib/connections/connection-store";
import { elsewhere, toStep, type Outcome, type Post } from "@/lib/journey/act/action";
import { grantConsent } from "@/lib/journey/act/grant-consent";

/**
 * "Return to <app>": the same consent once more while that is allowed; later nothing is minted, since the values of a
 * connection leave once, and the person stays here.
 */
export async function returnConnected(post: Post): Promise<Outcome> {
  const granted = await grantConsent(post, (await consentedPrinter(post.journey.id)) ?? "");
  if (granted.ok) return elsewhere(granted.location);
  // The connection exists: the app must not hear of a failure that is none (docs/app-contract.md#3-completion).
  return toStep("done", { late: "1" });
}

/** "Not now", of the passkey that was offered. */
export async function declinePasskey({ journey: { user } }: Post): Promise<Outcome> {
  if (user) await endPasskeyOffer(user.id);
  return toStep("done");
}
