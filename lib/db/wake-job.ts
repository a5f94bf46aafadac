import type { Transaction } from "@/lib/db/client";

/** Jobs that are also done at once when there is something for them. */
export const WOKEN_JOBS = ["send-mails", "send-webhooks"] as const;
export type WokenJob = (typeof WOKEN_JOBS)[number];

/**
 * Has a job done by one of the servers: as soon as the transaction is committed, of which the database tells them, or
 * some time later. For what is rolled back nothing is done.
 * @param inMs milliseconds from now, by the database's clock
 */
export async function wakeJob(tx: Transaction, name: WokenJob, inMs = 0): Promise<void> {
  // Without a key: two transactions that wake the same job must not wait for each other.
  await tx.$executeRaw`
    SELECT graphile_worker.add_job(${name}, run_at => clock_timestamp() + ${inMs}::int * interval '1 millisecond',
      max_attempts => 1)`;
}
