import type { ClientInfo } from "@/lib/accounts/account-store";
import type { FirstFactorResult } from "@/lib/accounts/first-factor-store";
import { openChallenge } from "@/lib/accounts/passkeys/passkey-challenge";
import { isCredentialId } from "@/lib/accounts/passkeys/passkey-policy";
import type { PasskeyAnswer } from "@/lib/accounts/passkeys/read-passkey";
import { redeemPasskey, type Refused } from "@/lib/accounts/passkeys/redeem-passkey-store";
import { relyingParty } from "@/lib/accounts/passkeys/relying-party";
import { recordChange } from "@/lib/accounts/record-change-store";
import { recordFirstFactor } from "@/lib/accounts/record-first-factor";
import { writeAuditLog } from "@/lib/audit-log/audit-log-store";
import { consume, giveBack } from "@/lib/rate-limits/rate-limit-store";
import { failure, ok, type Result, type TooMany } from "@/lib/result";

/** The owner reads that a passkey was refused; of a copied one they hear by mail too. */
async function tellOwner({ error, userId }: Refused<"passkey_failed" | "passkey_copied">, address: string) {
  const record = { userId, kind: error, address };
  await (error === "passkey_copied" ? recordChange(undefined, record, "passkeyCopied") : writeAuditLog(record));
}

/**
 * Signs in with a passkey, which has verified its person and so stands for both factors.
 * @param input.sealed the challenge, as {@link askForPasskey} gave it to this journey's page
 * @returns as signInWithCode, always with a session token
 */
export async function signInWithPasskey(
  input: { journeyId: string; sealed: string; answer: PasskeyAnswer } & ClientInfo,
): Promise<Result<FirstFactorResult, "passkey_expired" | "passkey_unknown" | "passkey_failed"> | TooMany> {
  const { journeyId, sealed, answer, ...client } = input;
  const limit = await consume("passkeysPerAddress", client);
  if (!limit.ok) return failure("too_many", { retryAfterSeconds: limit.retryAfterSeconds });
  const party = relyingParty();
  if (!party || !isCredentialId(answer.id)) return failure("passkey_failed");
  const challenge = openChallenge({ toSignIn: journeyId }, sealed);
  if (!challenge) return failure("passkey_expired");
  const redeemed = await redeemPasskey({ party, journeyId, challenge, answer, client });
  if (!redeemed.ok) {
    if (!("userId" in redeemed)) return redeemed;
    await tellOwner(redeemed, client.address);
    return failure("passkey_failed");
  }
  await giveBack("passkeysPerAddress", client);
  await recordFirstFactor(redeemed, "passkey", client.address);
  return ok(redeemed);
}
