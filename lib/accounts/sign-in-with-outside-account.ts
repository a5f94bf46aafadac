import type { ClientInfo } from "@/lib/accounts/account-store";
import type { FirstStep } from "@/lib/accounts/first-step-store";
import { recordFirstFactor } from "@/lib/accounts/record-first-factor";
import { redeemOutsideAccount } from "@/lib/accounts/outside-account-store";
import type { OutsideProviderId } from "@/lib/accounts/outside/outside-providers";
import type { OutsideProfile } from "@/lib/accounts/outside/read-profile";
import type { Result } from "@/lib/result";

/**
 * Signs in with an account at Google, GitHub, Apple or the operator's own provider; makes the account at the first
 * time.
 * @param input.portalSessionId the journey that the person went there from
 * @returns as signInWithCode; `outside_no_address` when the provider vouches for no address; `outside_not_joined` when
 * that address has an account here that was not joined with it while signed in
 */
export async function signInWithOutsideAccount(
  input: { provider: OutsideProviderId; profile: OutsideProfile; portalSessionId: string } & ClientInfo,
): Promise<Result<FirstStep, "outside_no_address" | "outside_not_joined">> {
  const { provider, profile, portalSessionId, address, device } = input;
  const signedIn = await redeemOutsideAccount({ provider, ...profile, portalSessionId, address, device });
  if (signedIn.ok) await recordFirstFactor(signedIn, provider, address);
  return signedIn;
}
