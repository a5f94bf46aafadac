import { closeDatabase } from "@/lib/db/close-database";
import { holdEmbedded } from "@/lib/db/hold-embedded";
import { applyMigrations } from "@/lib/db/migrate";
import { env, overrideEnv } from "@/lib/env";

/**
 * Makes the database ready for this process: the one of DATABASE_URL, else the embedded one, which is started or, when
 * another process runs it, joined. Then applies what is missing of the migrations. After it, `db()` works.
 * @returns `close()` disconnects, and stops the embedded database if no other process uses it
 * @throws DatabaseError with a sentence for the person who started the program
 */
export async function openDatabase(): Promise<{ close(): Promise<void> }> {
  const given = env().databaseUrl;
  const held = given === undefined ? await holdEmbedded(env().dataDir) : undefined;
  const close = async () => {
    await closeDatabase();
    await held?.close();
  };
  try {
    const databaseUrl = held?.databaseUrl ?? given ?? "";
    await applyMigrations(databaseUrl);
    overrideEnv({ databaseUrl });
  } catch (error) {
    await close();
    throw error;
  }
  return { close };
}
