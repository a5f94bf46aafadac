import type { AuthenticatorTransport } from "@simplewebauthn/server";
import { lockAccount } from "@/lib/accounts/account-lock-store";
import type { AccountChange } from "@/lib/accounts/account-store";
import { endOtherSessions } from "@/lib/accounts/end-sessions-store";
import type { Challenge } from "@/lib/accounts/passkeys/passkey-challenge";
import { claimChallenge } from "@/lib/accounts/passkeys/passkey-challenge-store";
import { MOST_PASSKEYS } from "@/lib/accounts/passkeys/passkey-policy";
import type { NewPasskey } from "@/lib/accounts/passkeys/read-passkey";
import { recordChange } from "@/lib/accounts/record-change-store";
import { now } from "@/lib/clock";
import { db, type Transaction } from "@/lib/db/client";
import { failure, ok, type Result } from "@/lib/result";

/** A passkey as its owner sees it. */
export type Passkey = { id: string; device: string; createdAt: Date; lastUsedAt: Date | null };

export async function listPasskeys(userId: string): Promise<Passkey[]> {
  return db().passkey.findMany({
    where: { userId },
    orderBy: { createdAt: "asc" },
    select: { id: true, device: true, createdAt: true, lastUsedAt: true },
  });
}

/** What authenticators know of an account. `handle` null: nothing yet. */
export async function credentialsOf(userId: string): Promise<{
  handle: string | null;
  credentials: { id: string; transports: AuthenticatorTransport[] }[];
}> {
  const user = await db().user.findUniqueOrThrow({
    where: { id: userId },
    select: { passkeyHandle: true, passkeys: { select: { credentialId: true, transports: true } } },
  });
  const credentials = user.passkeys.map(({ credentialId, transports }) => ({
    id: credentialId,
    transports: transports as AuthenticatorTransport[],
  }));
  return { handle: user.passkeyHandle, credentials };
}

/** Gives an account its handle with its first passkey. @returns false when it has another one since */
async function keepHandle(tx: Transaction, userId: string, handle: string): Promise<boolean> {
  const mine = { id: userId, OR: [{ passkeyHandle: null }, { passkeyHandle: handle }] };
  return (await tx.user.updateMany({ where: mine, data: { passkeyHandle: handle } })).count === 1;
}

export type AddError = "passkey_expired" | "passkey_failed" | "passkey_taken" | "passkey_too_many";

/**
 * Adds a passkey to an account, for a challenge that was not answered before. Other browsers are signed out (ASVS
 * 7.4.3), and the owner hears of it by mail.
 * @param read checks the answer; undefined: it is refused
 */
export async function savePasskey(
  { userId, sessionId, address }: AccountChange,
  { challenge, device, read }: { challenge: Challenge; device: string; read: () => Promise<NewPasskey | undefined> },
): Promise<Result<object, AddError>> {
  return db().$transaction(async (tx) => {
    await lockAccount(tx, userId);
    if (!(await claimChallenge(tx, challenge))) return failure("passkey_expired");
    // Signed out at this moment: nothing is added any more.
    if ((await tx.session.count({ where: { id: sessionId, userId } })) === 0) return failure("passkey_expired");
    const passkey = await read();
    if (!passkey) return failure("passkey_failed");
    if ((await tx.passkey.count({ where: { userId } })) >= MOST_PASSKEYS) return failure("passkey_too_many");
    if ((await tx.passkey.count({ where: { credentialId: passkey.credentialId } })) > 0)
      return failure("passkey_taken");
    if (!(await keepHandle(tx, userId, challenge.handle))) return failure("passkey_expired");
    const { count } = await tx.passkey.createMany({
      data: { ...passkey, userId, device, createdAt: now() },
      skipDuplicates: true,
    });
    if (count === 0) return failure("passkey_taken");
    await tx.user.updateMany({ where: { id: userId, passkeyOfferEnd: null }, data: { passkeyOfferEnd: now() } });
    await endOtherSessions(tx, userId, sessionId);
    await recordChange(tx, { userId, kind: "passkey_added", address }, "passkeyAdded");
    return ok({});
  });
}

/**
 * Removes a passkey. Mail codes, and the second factor where there is one, sign in as before. Other browsers are signed
 * out: one of them may have come in by it. The owner hears of it by mail. @returns false when it is not this account's
 */
export async function deletePasskey({ userId, sessionId, address }: AccountChange, id: string): Promise<boolean> {
  return db().$transaction(async (tx) => {
    await lockAccount(tx, userId);
    if ((await tx.passkey.deleteMany({ where: { id, userId } })).count === 0) return false;
    await endOtherSessions(tx, userId, sessionId);
    await recordChange(tx, { userId, kind: "passkey_removed", address }, "passkeyRemoved");
    return true;
  });
}

/** "Not now": no passkey is offered any more. */
export async function endPasskeyOffer(userId: string): Promise<void> {
  await db().user.updateMany({ where: { id: userId, passkeyOfferEnd: null }, data: { passkeyOfferEnd: now() } });
}
