import { rmSync } from "node:fs";
import pg from "pg";
import { startEmbeddedPostgres, type EmbeddedPostgres } from "@/lib/db/embedded-postgres";
import { sleep, stopPostmaster } from "@/lib/db/postmaster";
import { log } from "@/lib/observability/log";

/** The lock that every process shares which uses the embedded database. The number has no meaning. */
const LOCK = 190_217_431;
const DATABASE = "portal";

/** The embedded database while this process uses it. */
export type HeldDatabase = { databaseUrl: string; close(): Promise<void> };

const databaseUrlOf = ({ adminUrl }: EmbeddedPostgres) => adminUrl.replace("/postgres?", `/${DATABASE}?`);

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 5000,
    application_name: "portal-holder",
  });
  client.on("error", () => undefined);
  await client.connect();
  return client;
}

async function createDatabase(adminUrl: string): Promise<void> {
  const admin = await connect(adminUrl);
  try {
    const { rowCount } = await admin.query("SELECT 1 FROM pg_database WHERE datname = $1", [DATABASE]);
    if (!rowCount) await admin.query(`CREATE DATABASE ${DATABASE}`);
  } catch (error) {
    // Two processes at once: the other made it.
    if (!(error instanceof pg.DatabaseError && (error.code === "42P04" || error.code === "23505"))) throw error;
  } finally {
    await admin.end();
  }
}

/** Connects and takes its share of the lock; starts over while another process is just closing the database. */
async function join(dataDir: string): Promise<{ client: pg.Client; server: EmbeddedPostgres }> {
  for (let tries = 0; ; tries++) {
    const server = await startEmbeddedPostgres(dataDir);
    try {
      await createDatabase(server.adminUrl);
      const client = await connect(databaseUrlOf(server));
      const { rows } = await client.query<{ joined: boolean }>("SELECT pg_try_advisory_lock_shared($1) AS joined", [
        LOCK,
      ]);
      if (rows[0]?.joined) return { client, server };
      await client.end();
    } catch (error) {
      if (tries >= 40) throw error;
    }
    await sleep(250);
  }
}

/**
 * Starts the embedded database or joins it, and keeps it up while this process lives: should it die, it is started
 * again at the same address. The last process to close stops it, so that neither the server nor a command line program
 * beside it loses it to the other.
 * @param dataDir the program's data folder
 * @throws DatabaseError when it cannot be started
 */
export async function holdEmbedded(dataDir: string): Promise<HeldDatabase> {
  let closing = false;
  let { client, server } = await join(dataDir);
  let comingBack: Promise<void> | undefined;
  const comeBack = async () => {
    log.error("the embedded database is gone, starting it again");
    for (; !closing; await sleep(500)) {
      try {
        ({ client, server } = await join(dataDir));
        return watch();
      } catch (error) {
        log.error({ err: error }, "the embedded database does not start");
      }
    }
  };
  const watch = () => {
    client.once("end", () => {
      if (!closing) comingBack = comeBack();
    });
  };
  watch();
  return {
    databaseUrl: databaseUrlOf(server),
    async close() {
      closing = true;
      // One that is just coming back is ours to stop as well.
      await comingBack;
      try {
        await client.query("SELECT pg_advisory_unlock_shared($1)", [LOCK]);
        const { rows } = await client.query<{ alone: boolean }>("SELECT pg_try_advisory_lock($1) AS alone", [LOCK]);
        if (!rows[0]?.alone) return;
        await stopPostmaster(server.pid, server.dataFolder);
        rmSync(server.socketFolder, { recursive: true, force: true });
      } catch (error) {
        log.warn({ err: error }, "the embedded database was gone before it was closed");
      } finally {
        await client.end().catch(() => undefined);
      }
    },
  };
}
