import { count } from "@/lib/observability/counts";
import { log } from "@/lib/observability/log";
import { currentReference } from "@/lib/observability/request-reference";

/**
 * Logs an unexpected error.
 * @param where what was done, for what no request asked: the name of a job
 * @returns the reference that finds it in the log: the one of the request that is served now
 */
export function recordFault(error: unknown, where: { job?: string } = {}): string {
  const reference = currentReference();
  count("faults");
  if (where.job) count("jobs", where.job);
  const { name, message, stack } =
    error instanceof Error ? error : { name: "unknown", message: String(error), stack: undefined };
  // What a page that is already in the browser shows in place of the reference.
  const digest = error instanceof Error && "digest" in error ? error.digest : undefined;
  log.error({ reference, digest, ...where, name, message: message.slice(0, 500), stack }, "unexpected error");
  return reference;
}
