import { fromNow, minutes, now } from "@/lib/clock";
import { db } from "@/lib/db/client";
import { keyedDigest, sameDigest } from "@/lib/digest";
import { failure, ok, type Result } from "@/lib/result";

export const KEY_CODE_LIFETIME_MS = minutes(10);
/** Wrong codes until the journey goes on without a key. */
export const KEY_CODE_TRIES = 3;

/** What a code is bound to: this journey, this printer, this name. */
export type KeyWish = { portalSessionId: string; printerId: string; keyName: string };

const codeDigest = ({ portalSessionId, printerId, keyName }: KeyWish, code: string) =>
  keyedDigest("key-code", [portalSessionId, printerId, keyName, code].join("\n"));

/** Keeps the digest of a code that was mailed; the one before is dead. */
export async function saveKeyCode(wish: KeyWish, code: string): Promise<void> {
  const { portalSessionId, printerId } = wish;
  const fresh = {
    printerId,
    codeDigest: codeDigest(wish, code),
    createdAt: now(),
    expiresAt: fromNow(KEY_CODE_LIFETIME_MS),
    wrongTries: 0,
    provenAt: null,
    givenUpAt: null,
  };
  await db().keyProof.upsert({ where: { portalSessionId }, create: { portalSessionId, ...fresh }, update: fresh });
}

/**
 * Tries a code. Its row is locked first, so that parallel tries are counted one after another. The same right code
 * again in this journey is right again, because a lost answer must not strand the person.
 * @returns `given_up` when the wish for a key is over: after the third wrong code, after a skip, or without a code
 */
export async function tryKeyCode(wish: KeyWish, code: string): Promise<Result<object, "key_code_wrong" | "given_up">> {
  const { portalSessionId, printerId } = wish;
  return db().$transaction(async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM "KeyProof" WHERE "portalSessionId" = ${portalSessionId} FOR UPDATE`;
    const row = await tx.keyProof.findUnique({ where: { portalSessionId } });
    if (!row || row.givenUpAt || row.printerId !== printerId) return failure("given_up");
    const right = row.expiresAt > now() && sameDigest(row.codeDigest, codeDigest(wish, code));
    if (right) {
      await tx.keyProof.update({ where: { portalSessionId }, data: { provenAt: row.provenAt ?? now() } });
      return ok({});
    }
    const wrongTries = row.wrongTries + 1;
    const over = wrongTries >= KEY_CODE_TRIES;
    await tx.keyProof.update({
      where: { portalSessionId },
      data: { wrongTries, ...(over && { givenUpAt: now(), provenAt: null }) },
    });
    return failure(over ? "given_up" : "key_code_wrong");
  });
}

/** The person wants no key: from now on this journey makes none. */
export async function giveUpKey(portalSessionId: string): Promise<void> {
  await db().keyProof.updateMany({ where: { portalSessionId }, data: { givenUpAt: now(), provenAt: null } });
}

/** Whether the owner has proven to want the key, for this printer. */
export async function keyIsProven(portalSessionId: string, printerId: string): Promise<boolean> {
  return (
    (await db().keyProof.count({
      where: { portalSessionId, printerId, provenAt: { not: null }, givenUpAt: null },
    })) > 0
  );
}
