import { accountByEmail } from "@/lib/accounts/account-store";
import type { AccountsCommand } from "@/lib/accounts/command/parse-accounts-command";
import { removeSecondFactor } from "@/lib/accounts/second-factor/second-factor-store";
import { failure, ok, type Result } from "@/lib/result";

/** What the operator can do for the owner of an account. @returns a sentence, or why it is not possible */
export async function runAccountsCommand(command: AccountsCommand): Promise<Result<{ text: string }, string>> {
  const account = await accountByEmail(command.email);
  if (!account) return failure("There is no account for this address.");
  // No browser stays: whoever is signed in may be the one who set it up.
  if (!(await removeSecondFactor({ userId: account.id, sessionId: "", address: "operator" })))
    return failure("This account has no second step.");
  return ok({ text: "The second step is off, all devices are signed out, and the portal mails the owner about it.\n" });
}
