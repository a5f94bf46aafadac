import { randomString } from "@/lib/random";
import { log } from "@/lib/observability/log";

/** Logs an unexpected error. @returns the reference that finds it in the log */
export function noteFault(error: unknown): string {
  const reference = randomString("ABCDEFGHJKMNPQRSTUVWXYZ23456789", 8);
  const { name, message, stack } = error instanceof Error ? error : { name: "unknown", message: String(error), stack: undefined };
  log.error({ reference, name, message: message.slice(0, 500), stack }, "unexpected error");
  return reference;
}
