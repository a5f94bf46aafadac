import { listOutsideAccounts } from "@/lib/accounts/outside-account-store";
import { offeredProviders, outsideProviders, type OutsideProvider } from "@/lib/accounts/outside/outside-providers";

/** A provider as its row on the security page shows it. `joinable`: it works in this browser. */
export type OutsideWay = OutsideProvider & { joinedAt: Date | undefined; joinable: boolean };

/**
 * The configured providers for an account: the joined ones, and those that can be joined here.
 * @param userAgent as sent, or nothing
 */
export async function outsideWays(userId: string, userAgent: string | null): Promise<OutsideWay[]> {
  const joined = await listOutsideAccounts(userId);
  const offered = offeredProviders(userAgent);
  return outsideProviders()
    .map((provider) => ({
      ...provider,
      joinedAt: joined.find((one) => one.provider === provider.id)?.createdAt,
      joinable: offered.some(({ id }) => id === provider.id),
    }))
    .filter(({ joinedAt, joinable }) => joinedAt !== undefined || joinable);
}
