import { lockAccount } from "@/lib/accounts/account-lock-store";
import type { ClientInfo } from "@/lib/accounts/account-store";
import { finishPasskey, type FirstFactorResult } from "@/lib/accounts/first-factor-store";
import type { Challenge } from "@/lib/accounts/passkeys/passkey-challenge";
import { claimChallenge } from "@/lib/accounts/passkeys/passkey-challenge-store";
import { judgeAnswer } from "@/lib/accounts/passkeys/passkey-policy";
import { readPasskey, type PasskeyAnswer } from "@/lib/accounts/passkeys/read-passkey";
import type { RelyingParty } from "@/lib/accounts/passkeys/relying-party";
import { now } from "@/lib/clock";
import { db } from "@/lib/db/client";
import { failure, ok, type Result } from "@/lib/result";

/** Why a passkey did not sign in, and whose it was, where its id was somebody's. */
export type Refused<E extends string> = { ok: false; error: E; userId: string };

const refused = <E extends string>(error: E, { id }: { id: string }): Refused<E> => failure(error, { userId: id });

/**
 * Signs a journey in with a passkey, for a challenge that was not answered before. The challenge is used up first, then
 * the account is locked, as whatever ends sign-ins does: a passkey that is removed at this moment either comes before,
 * and nobody is signed in, or after, and ends what is begun here.
 */
export async function redeemPasskey(input: {
  party: RelyingParty;
  journeyId: string;
  challenge: Challenge;
  answer: PasskeyAnswer;
  client: ClientInfo;
}): Promise<
  | Result<FirstFactorResult, "passkey_expired" | "passkey_unknown">
  | Refused<"passkey_failed">
  | Refused<"passkey_copied">
> {
  const { party, journeyId, challenge, answer, client } = input;
  return db().$transaction(async (tx) => {
    if (!(await claimChallenge(tx, challenge))) return failure("passkey_expired");
    const where = { credentialId: answer.id };
    const owner = await tx.passkey.findUnique({ where, select: { userId: true } });
    if (owner) await lockAccount(tx, owner.userId);
    const passkey = await tx.passkey.findUnique({ where, include: { user: true } });
    if (!passkey) return failure("passkey_unknown");
    const { user, publicKey } = passkey;
    const said = await readPasskey(answer, { party, challenge: challenge.challenge, publicKey });
    const verdict = said
      ? judgeAnswer({ ...passkey, handle: user.passkeyHandle }, { ...said, handle: answer.user })
      : "other";
    if (verdict === "copied") return refused("passkey_copied", user);
    if (!said || verdict === "other") return refused("passkey_failed", user);
    await tx.passkey.update({ where, data: { counter: said.counter, lastUsedAt: now() } });
    const { id, email, name, locale, localeChosen } = user;
    const account = { id, email, name, locale, localeChosen };
    return ok(await finishPasskey(tx, { journeyId, account, client }));
  });
}
