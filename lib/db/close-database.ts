import { db } from "@/lib/db/client";
import { closeHealthCheck } from "@/lib/db/database-answers";
import { env } from "@/lib/env";

/** Closes this process's connections to the database. */
export async function closeDatabase(): Promise<void> {
  await closeHealthCheck();
  if (env().databaseUrl) await db().$disconnect();
}
