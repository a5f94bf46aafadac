import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import pg from "pg";
import { monotonicMs } from "@/lib/clock";
import { LEASE_MS } from "@/lib/db/access-changes";
import { env } from "@/lib/env";
import { log } from "@/lib/observability/log";

const BEAT_MS = LEASE_MS / 4;
const AGAIN_MS = 1000;
const BEAT = `INSERT INTO "AccessLease" ("id", "beat") VALUES ($1, 1)
  ON CONFLICT ("id") DO UPDATE SET "beat" = "AccessLease"."beat" + 1`;

const FIRST_BEAT = `INSERT INTO "AccessLease" ("id", "beat", "seen")
  SELECT $1, 1, CASE WHEN is_called THEN last_value ELSE 0 END FROM "AccessBarrier"
  ON CONFLICT ("id") DO UPDATE SET "beat" = "AccessLease"."beat" + 1,
    "seen" = GREATEST("AccessLease"."seen", EXCLUDED."seen")`;

/** What became otherwise: everything about one consent, printer or account, or who knows what. */
export type AccessChange = { kind: "consent" | "printer" | "user"; id: string } | { kind: "all" };

const readChange = (text: string): AccessChange => {
  const [kind = "", id = ""] = text.split(" ");
  return (kind === "consent" || kind === "printer" || kind === "user") && id ? { kind, id } : { kind: "all" };
};

const socketOf = (client: pg.Client) =>
  (client as unknown as { connection?: { stream?: { destroy(): void } } }).connection?.stream;

/**
 * This server's leave to answer by what it remembers of the database: while it hears of changes. Signs of life go over
 * the very connection that changes come by, so that neither lives without the other.
 */
export class AccessLease {
  private readonly id = randomUUID();
  private client: pg.Client | undefined;
  /** By the monotonic clock. */
  private until = 0;
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;
  private asking: Promise<unknown> = Promise.resolve();

  /** @param onChange called before this server says that it knows; "all" too when changes may have been missed */
  constructor(private readonly onChange: (change: AccessChange) => void) {}

  /** Whether what is remembered may be used now. */
  isAlive = (): boolean => monotonicMs() < this.until;

  start(): void {
    this.running = this.run();
  }

  /** Gives the lease back, so that nobody waits for this server. */
  async stop(): Promise<void> {
    this.stopping.abort();
    this.until = 0;
    if (this.client)
      await this.ask(this.client, `DELETE FROM "AccessLease" WHERE "id" = $1`, [this.id]).catch(() => undefined);
    await this.client?.end().catch(() => undefined);
    await this.running;
  }

  /** For tests: breaks the connection, as a network does. */
  cut(): void {
    if (this.client) socketOf(this.client)?.destroy();
  }

  private async run(): Promise<void> {
    while (!this.isStopped) {
      await this.listen().catch((error: unknown) => {
        const { message } = error instanceof Error ? error : { message: String(error) };
        if (!this.isStopped) log.warn({ message }, "changes of access are not heard: every request asks the database");
      });
      await this.pause(AGAIN_MS);
    }
  }

  private async listen(): Promise<void> {
    const { databaseDirectUrl, databaseUrl } = env();
    const client = new pg.Client({
      connectionString: databaseDirectUrl ?? databaseUrl,
      connectionTimeoutMillis: 5000,
      query_timeout: LEASE_MS,
      keepAlive: true,
    });
    const broken = new Promise<never>((_, reject) =>
      client.on("error", reject).once("end", () => reject(new Error("closed"))),
    );
    broken.catch(() => undefined);
    try {
      await Promise.race([client.connect(), broken]);
      client.on("notification", ({ payload = "" }) => this.hear(client, payload));
      await client.query("LISTEN access");
      await Promise.race([this.hearSelf(client), broken]);
      this.client = client;
      await Promise.race([this.beat(client), broken]);
    } finally {
      this.until = 0;
      this.client = undefined;
      // A network that is gone answers no goodbye.
      await Promise.race([client.end().catch(() => undefined), wait(AGAIN_MS, undefined, { ref: false })]);
      socketOf(client)?.destroy();
    }
  }

  /** A pooler between may take questions and keep notices to itself: no lease without having heard one. */
  private async hearSelf(client: pg.Client): Promise<void> {
    const heard = new Promise<void>((resolve) =>
      client.on("notification", ({ payload }) => payload === `self ${this.id}` && resolve()),
    );
    await client.query("SELECT pg_notify('access', $1)", [`self ${this.id}`]);
    const late = wait(LEASE_MS, "late", { ref: false });
    if ((await Promise.race([heard, late])) === "late")
      throw new Error("notices do not come through; with a pooler before the database, set DATABASE_DIRECT_URL");
  }

  private get isStopped(): boolean {
    return this.stopping.signal.aborted;
  }

  private async pause(ms: number): Promise<void> {
    await wait(ms, undefined, { signal: this.stopping.signal, ref: false }).catch(() => undefined);
  }

  private async beat(client: pg.Client): Promise<void> {
    while (!this.isStopped) {
      const asked = monotonicMs();
      await this.ask(client, this.until === 0 ? FIRST_BEAT : BEAT, [this.id]);
      if (!this.isAlive()) this.onChange({ kind: "all" });
      if (!this.isStopped) this.until = asked + LEASE_MS;
      await this.pause(BEAT_MS);
    }
  }

  private hear(client: pg.Client, payload: string): void {
    const [, barrier] = /^barrier (\d{1,19})$/.exec(payload) ?? [];
    if (payload.startsWith("self ")) return;
    if (!barrier) return this.onChange(readChange(payload));
    const sql = `UPDATE "AccessLease" SET "seen" = GREATEST("seen", $2) WHERE "id" = $1`;
    void this.ask(client, sql, [this.id, barrier]).catch(() => undefined);
  }

  /** One question after the other: a connection takes no two at once. */
  private ask(client: pg.Client, sql: string, values: unknown[] = []): Promise<unknown> {
    const asked = this.asking.then(() => client.query(sql, values));
    this.asking = asked.catch(() => undefined);
    return asked;
  }
}
