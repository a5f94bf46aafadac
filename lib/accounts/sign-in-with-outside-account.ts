import type { Account } from "@/lib/accounts/account-store";
import { useOutsideAccount } from "@/lib/accounts/outside-account-store";
import type { OutsideProviderId } from "@/lib/accounts/outside/outside-providers";
import type { OutsideProfile } from "@/lib/accounts/outside/read-profile";
import type { Result } from "@/lib/result";

/**
 * Signs in with an account at Google, GitHub, Apple or the operator's own provider; makes the account at the first time.
 * @param input.portalSessionId the journey that the person went there from
 * @returns as signInWithCode; `outside_no_address` when the provider vouches for no address; `outside_not_joined` when that
 * address has an account here which somebody signed in has not joined with it
 */
export async function signInWithOutsideAccount(input: { provider: OutsideProviderId; profile: OutsideProfile; portalSessionId: string; address: string }): Promise<
  Result<{ account: Account; isNew: boolean; sessionToken: string }, "outside_no_address" | "outside_not_joined">
> {
  const { provider, profile, portalSessionId, address } = input;
  return useOutsideAccount({ provider, ...profile, portalSessionId, address });
}
