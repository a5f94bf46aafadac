import type { Account, AccountChange } from "@/lib/accounts/account-store";
import { deletePasskey } from "@/lib/accounts/passkeys/passkey-store";
import { mailNotice } from "@/lib/mail/mail-notice";
import { recordFault } from "@/lib/observability/record-fault";

/** Removes a passkey of who is signed in; they hear of it by mail. @returns false when it is not theirs */
export async function removePasskey(
  account: Account,
  signIn: Omit<AccountChange, "userId">,
  id: string,
): Promise<boolean> {
  const removed = await deletePasskey({ userId: account.id, ...signIn }, id);
  if (removed) void mailNotice(account.email, "passkeyRemoved").catch(recordFault);
  return removed;
}
