import type { Account, AccountChange } from "@/lib/accounts/account-store";
import { deletePasskey } from "@/lib/accounts/passkeys/passkey-store";

/** Removes a passkey of who is signed in; they hear of it by mail. @returns false when it is not theirs */
export async function removePasskey(
  account: Account,
  signIn: Omit<AccountChange, "userId">,
  id: string,
): Promise<boolean> {
  return deletePasskey({ userId: account.id, ...signIn }, id);
}
