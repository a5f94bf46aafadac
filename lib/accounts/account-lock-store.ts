import type { Transaction } from "@/lib/db/client";

/**
 * Holds an account for the rest of a transaction: what signs in and what ends sign-ins come one after another.
 * @returns whether there is such an account
 */
export async function lockAccount(tx: Transaction, userId: string): Promise<boolean> {
  return (await tx.$queryRaw<object[]>`SELECT 1 FROM "User" WHERE id = ${userId} FOR UPDATE`).length > 0;
}

/** The same for the account of an address, before a row is locked that ends with the account's sign-ins. */
export async function lockAccountOf(tx: Transaction, email: string): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM "User" WHERE email = ${email} FOR UPDATE`;
}
