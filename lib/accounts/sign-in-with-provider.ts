import type { ClientInfo } from "@/lib/accounts/account-store";
import type { FirstFactorResult } from "@/lib/accounts/first-factor-store";
import type { IdentityProviderId } from "@/lib/accounts/identities/identity-providers";
import { redeemIdentity } from "@/lib/accounts/identities/linked-identity-store";
import type { ProviderProfile } from "@/lib/accounts/identities/read-profile";
import { recordFirstFactor } from "@/lib/accounts/record-first-factor";
import type { Result } from "@/lib/result";

/**
 * Signs in with an account at Google, GitHub, Apple or the operator's own provider; makes the account at the first
 * time.
 * @param input.journeyId the journey that the person went there from
 * @returns as signInWithCode; `provider_no_address` when the provider vouches for no address; `identity_not_linked`
 * when that address has an account here which the identity is not linked to; `registration_closed` when it has none
 * and may make none
 */
export async function signInWithProvider(
  input: { provider: IdentityProviderId; profile: ProviderProfile; journeyId: string } & ClientInfo,
): Promise<Result<FirstFactorResult, "provider_no_address" | "identity_not_linked" | "registration_closed">> {
  const { provider, profile, journeyId, address, device } = input;
  const signedIn = await redeemIdentity({ provider, ...profile, journeyId, address, device });
  if (signedIn.ok) await recordFirstFactor(signedIn, provider, address);
  return signedIn;
}
