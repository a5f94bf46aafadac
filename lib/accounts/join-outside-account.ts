import type { Account } from "@/lib/accounts/account-store";
import { keepOutsideAccount } from "@/lib/accounts/outside-account-store";
import type { OutsideProvider } from "@/lib/accounts/outside/outside-providers";
import type { OutsideProfile } from "@/lib/accounts/outside/read-profile";
import { mailOutsideJoined } from "@/lib/mail/mail-outside-joined";
import { recordFault } from "@/lib/observability/record-fault";
import type { Result } from "@/lib/result";

/**
 * Joins an outside account to the account of who is signed in, who hears of it by mail. Errors as keepOutsideAccount.
 */
export async function joinOutsideAccount(input: {
  user: Account;
  provider: OutsideProvider;
  profile: OutsideProfile;
  address: string;
}): Promise<Result<object, "outside_taken" | "outside_one_each">> {
  const { user, provider, profile, address } = input;
  const joined = await keepOutsideAccount(user.id, { provider: provider.id, subject: profile.subject }, address);
  // Not waited for: what was asked for is done.
  if (joined.ok && joined.fresh) void mailOutsideJoined(user.email, provider.name).catch(recordFault);
  return joined;
}
