import {
  offeredProviders,
  identityProviders,
  type IdentityProvider,
} from "@/lib/accounts/identities/identity-providers";
import { listLinkedIdentities } from "@/lib/accounts/identities/linked-identity-store";

/** A provider as its row on the security page shows it. `linkable`: it works in this browser. */
export type LinkableProvider = IdentityProvider & { linkedAt: Date | undefined; linkable: boolean };

/**
 * The configured providers for an account: the linked ones, and those that can be linked here.
 * @param userAgent as sent, or nothing
 */
export async function linkableProviders(userId: string, userAgent: string | null): Promise<LinkableProvider[]> {
  const linked = await listLinkedIdentities(userId);
  const offered = offeredProviders(userAgent);
  return identityProviders()
    .map((provider) => ({
      ...provider,
      linkedAt: linked.find((one) => one.provider === provider.id)?.createdAt,
      linkable: offered.some(({ id }) => id === provider.id),
    }))
    .filter(({ linkedAt, linkable }) => linkedAt !== undefined || linkable);
}
