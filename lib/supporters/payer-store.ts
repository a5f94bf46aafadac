import { now } from "@/lib/clock";
import { db } from "@/lib/db/client";

/** Who an account is at the payment provider. */
export async function payerOf(userId: string): Promise<string | undefined> {
  return (await db().payer.findUnique({ where: { userId } }))?.customerId;
}

/** Notes who an account is at the payment provider; the first time counts. @returns who it is */
export async function notePayer(userId: string, customerId: string): Promise<string> {
  await db().payer.createMany({ data: { userId, customerId, createdAt: now() }, skipDuplicates: true });
  return (await db().payer.findUniqueOrThrow({ where: { userId } })).customerId;
}

/** Forgets who an account was at the payment provider. */
export async function forgetPayer(userId: string): Promise<void> {
  await db().payer.deleteMany({ where: { userId } });
}
