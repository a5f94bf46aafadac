import type { Transaction } from "@/lib/db/client";

/**
 * Called in the transaction in which the connections of an account begin to answer 605, since its perks ended. What apps are
 * to hear of it is kept here, so that it is kept if and only if the change is.
 */
export async function noteConnectionsSuspended(tx: Transaction, userId: string): Promise<void> {
  void [tx, userId];
}

/** Called in the transaction in which the connections of an account work again, since its perks are back. */
export async function noteConnectionsResumed(tx: Transaction, userId: string): Promise<void> {
  void [tx, userId];
}
