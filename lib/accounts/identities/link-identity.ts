import type { Account } from "@/lib/accounts/account-store";
import type { IdentityProvider } from "@/lib/accounts/identities/identity-providers";
import { saveLinkedIdentity } from "@/lib/accounts/identities/linked-identity-store";
import type { ProviderProfile } from "@/lib/accounts/identities/read-profile";
import type { Result } from "@/lib/result";

/**
 * Links an identity to the account of who is signed in, who hears of it by mail. Errors as saveLinkedIdentity.
 */
export async function linkIdentity(input: {
  user: Account;
  provider: IdentityProvider;
  profile: ProviderProfile;
  address: string;
}): Promise<Result<object, "identity_taken" | "identity_one_each">> {
  const { user, provider, profile, address } = input;
  const { id, name } = provider;
  return saveLinkedIdentity(user.id, { provider: id, name, subject: profile.subject }, address);
}
