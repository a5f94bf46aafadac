import http, { type IncomingMessage } from "node:http";
import https from "node:https";
import { guardedLookup, mayBeAsked, RefusedAddressError, type Guard } from "@/lib/http/guarded-lookup";
import { failure, ok, type Result } from "@/lib/result";

/**
 * One GET to an address that came from outside: no redirect is followed, no cookie, referrer or pooled connection is used, and
 * the connection goes only where the guard lets it.
 * @param signal ends the request at any time, also while its body is read
 * @returns the response with its body unread; the caller has to read or destroy it
 */
export function guardedGet(url: URL, { guard, headers, signal }: { guard: Guard; headers: Record<string, string>; signal: AbortSignal }): Promise<Result<{ response: IncomingMessage }, "refused" | "unreachable" | "timeout">> {
  if (!mayBeAsked(url, guard)) return Promise.resolve(failure("refused"));
  const { get } = url.protocol === "https:" ? https : http;
  return new Promise((resolve) => {
    get(url, { agent: false, headers, signal, lookup: guardedLookup(guard) }, (response) => resolve(ok({ response }))).on("error", (error) => {
      if (signal.aborted) return resolve(failure("timeout"));
      resolve(failure(error instanceof RefusedAddressError ? "refused" : "unreachable"));
    });
  });
}
