import type { ClientInfo } from "@/lib/accounts/account-store";
import type { IdentityProviderId } from "@/lib/accounts/identities/identity-providers";
import type { ProviderProfile } from "@/lib/accounts/identities/read-profile";
import { signInWithProvider } from "@/lib/accounts/sign-in-with-provider";
import { toCurrentStep, toStep, toStepWith, type Outcome } from "@/lib/journey/act/action";
import type { Journey } from "@/lib/journey/read/load-journey";
import { linkMissed, signedIn } from "@/lib/journey/transitions";
import type { ActionError } from "@/lib/messages/messages";

/**
 * Back from a provider: goes on with the journey, while it still asks who the person is.
 * @param read asks the provider who it is; not called where that is of no use any more
 */
export async function finishAtProvider(
  journey: Journey,
  answer: ClientInfo & { provider: IdentityProviderId; read: () => Promise<ProviderProfile | ActionError> },
): Promise<Outcome> {
  const { id } = journey;
  const step = journey.step.name;
  if (step !== "account" && step !== "verify") return toCurrentStep();
  const { provider, read, address, device } = answer;
  const profile = await read();
  if ("error" in profile) return toStepWith(profile, step);
  const tried = await signInWithProvider({ provider, profile, journeyId: id, address, device });
  if (!tried.ok) {
    const { verifiedEmail } = profile;
    if (tried.error === "identity_not_linked" && verifiedEmail) await linkMissed(id, verifiedEmail, provider);
    return toStepWith(tried, step);
  }
  await signedIn(id);
  return { ...toStep(tried.isNew ? "printer" : "authorize"), sessionToken: tried.sessionToken };
}
