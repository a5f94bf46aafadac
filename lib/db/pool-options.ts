import type { PoolConfig } from "pg";
import { seconds } from "@/lib/clock";

/** A question that is not answered by then never will be: its connection has gone silent, and is given up. */
const ANSWER_MS = seconds(15);
const CONNECT_MS = seconds(5);
const IDLE_MS = seconds(30);
const PROBE_AFTER_MS = seconds(10);

/**
 * One set of time limits for all connections to the database: to connect, to be answered, to lie idle; and the system's
 * own probes, so that one that was cut somewhere on the way is noticed. All on our side: a pooler between takes none of
 * them as parameters.
 * @param url of the database @param max connections at once
 */
export const poolOptions = (url: string | undefined, max: number): PoolConfig => ({
  connectionString: url,
  max,
  connectionTimeoutMillis: CONNECT_MS,
  query_timeout: ANSWER_MS,
  idleTimeoutMillis: IDLE_MS,
  keepAlive: true,
  keepAliveInitialDelayMillis: PROBE_AFTER_MS,
});
