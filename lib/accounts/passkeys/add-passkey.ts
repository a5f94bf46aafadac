import type { Account, AccountChange } from "@/lib/accounts/account-store";
import { openChallenge } from "@/lib/accounts/passkeys/passkey-challenge";
import { savePasskey, type AddError } from "@/lib/accounts/passkeys/passkey-store";
import { readNewPasskey, type NewPasskeyAnswer } from "@/lib/accounts/passkeys/read-passkey";
import { relyingParty } from "@/lib/accounts/passkeys/relying-party";
import { consume } from "@/lib/rate-limits/rate-limit-store";
import { failure, type Result, type TooMany } from "@/lib/result";

/**
 * Adds a passkey to the account of who is signed in and has shown every factor of it; they hear of it by mail.
 * @param input.sealed the challenge, as {@link askForNewPasskey} gave it to a page of this sign-in
 * @param input.device the browser that adds it, in words
 */
export async function addPasskey(
  account: Account,
  { sessionId, address }: Omit<AccountChange, "userId">,
  input: { sealed: string; answer: NewPasskeyAnswer; device: string },
): Promise<Result<object, AddError> | TooMany> {
  const limit = await consume("passkeysAddedPerAccount", account.id);
  if (!limit.ok) return failure("too_many", { retryAfterSeconds: limit.retryAfterSeconds });
  const party = relyingParty();
  const challenge = openChallenge({ toAdd: sessionId }, input.sealed);
  if (!party || !challenge) return failure("passkey_expired");
  const read = () => readNewPasskey(input.answer, { party, challenge: challenge.challenge });
  const who = { userId: account.id, sessionId, address };
  return savePasskey(who, { challenge, device: input.device, read });
}
