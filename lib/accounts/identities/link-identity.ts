import type { Account } from "@/lib/accounts/account-store";
import type { IdentityProvider } from "@/lib/accounts/identities/identity-providers";
import { saveLinkedIdentity } from "@/lib/accounts/identities/linked-identity-store";
import type { ProviderProfile } from "@/lib/accounts/identities/read-profile";
import { mailIdentityLinked } from "@/lib/mail/mail-identity-linked";
import { recordFault } from "@/lib/observability/record-fault";
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
  const linked = await saveLinkedIdentity(user.id, { provider: provider.id, subject: profile.subject }, address);
  // Not waited for: what was asked for is done.
  if (linked.ok && linked.fresh) void mailIdentityLinked(user.email, provider.name).catch(recordFault);
  return linked;
}
