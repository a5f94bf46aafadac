import https from "node:https";
import { guardedLookup, mayBeAsked, RefusedAddressError, type Guard } from "@/lib/http/guarded-lookup";
import { failure, ok, type Result } from "@/lib/result";

/** Of an answer's body, read so that its sender can finish; nobody looks at it. */
const LONGEST_ANSWER_BYTES = 4 * 1024;

/** @property ca certificate to trust instead of the usual ones: in tests only */
export type PostOptions = { guard: Guard; ca?: string | undefined; headers: Record<string, string>; body: string; signal: AbortSignal };

/**
 * One POST over TLS to an address that came from outside: no redirect is followed, no cookie, referrer or pooled connection is
 * used, and the connection goes only where the guard lets it, which is checked on the very addresses that are connected to.
 * @param signal ends it at any time
 * @returns the status that came back
 */
export function guardedPost(url: URL, { guard, ca, headers, body, signal }: PostOptions): Promise<Result<{ status: number }, "refused" | "unreachable" | "timeout">> {
  if (url.protocol !== "https:" || !mayBeAsked(url, guard)) return Promise.resolve(failure("refused"));
  return new Promise((resolve) => {
    const length = String(Buffer.byteLength(body));
    let status: number | undefined;
    const request = https.request(url, { method: "POST", agent: false, ca, signal, lookup: guardedLookup(guard), headers: { ...headers, "content-length": length } }, (response) => {
      status = response.statusCode ?? 0;
      let size = 0;
      response.on("data", (piece: Buffer) => {
        size += piece.length;
        if (size > LONGEST_ANSWER_BYTES) response.destroy();
      });
      // The status was said before anything that may go wrong with the rest.
      response.on("error", () => undefined);
      response.on("close", () => resolve(ok({ status: response.statusCode ?? 0 })));
    });
    request.on("error", (error) => {
      if (status !== undefined) return resolve(ok({ status }));
      if (signal.aborted) return resolve(failure("timeout"));
      resolve(failure(error instanceof RefusedAddressError ? "refused" : "unreachable"));
    });
    request.end(body);
  });
}
