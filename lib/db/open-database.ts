import { checkAuthSecret } from "@/lib/db/check-auth-secret";
import { closeDatabase } from "@/lib/db/close-database";
import { otherDatabase } from "@/lib/db/database-note";
import { holdEmbedded } from "@/lib/db/hold-embedded";
import { applyMigrations } from "@/lib/db/migrate";
import { migrateJobs } from "@/lib/db/migrate-jobs";
import { ConfigurationError, env, overrideEnv } from "@/lib/env";

/**
 * The database while this process uses it. `close()` disconnects, and stops the embedded one if no other process uses
 * it.
 */
export type OpenDatabase = { close(): Promise<void> };

/**
 * Connects this process: to the database of DATABASE_URL, else to the embedded one, which is started or, when another
 * process runs it, joined. Nothing in it is looked at: {@link openDatabase} is what programs use.
 * @throws DatabaseError when the embedded one cannot be started
 */
export async function connectDatabase(): Promise<OpenDatabase> {
  const held = env().databaseUrl === undefined ? await holdEmbedded(env().dataDir) : undefined;
  if (held) overrideEnv({ databaseUrl: held.databaseUrl });
  const close = async () => {
    await closeDatabase();
    await held?.close();
  };
  return { close };
}

/**
 * Makes the database ready for this process: connects, applies what is missing of the migrations and of the jobs'
 * tables, and makes sure that this process has the secret that the database is used with. After it, `db()` works.
 * @throws DatabaseError or ConfigurationError with a sentence for the person who started the program
 */
export async function openDatabase(): Promise<OpenDatabase> {
  const given = env().databaseUrl;
  const database = await connectDatabase();
  try {
    await applyMigrations(env().databaseUrl ?? "");
    await migrateJobs(env().databaseUrl ?? "");
    await checkAuthSecret();
  } catch (error) {
    await database.close();
    const other = given === undefined ? otherDatabase(env().dataDir) : undefined;
    if (other && error instanceof ConfigurationError) throw new ConfigurationError([other, ...error.sentences]);
    throw error;
  }
  return database;
}
