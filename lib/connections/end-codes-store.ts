import type { Transaction } from "@/lib/db/client";
import type { Prisma } from "@/lib/db/generated/client";

/** Ends codes, redeemed or not: what they were given for is being taken back. In the transaction that does it. */
export async function endCodes(tx: Transaction, consent: Prisma.ConsentWhereInput): Promise<void> {
  await tx.authorizationCode.deleteMany({ where: { consent } });
}
