import type { IncomingMessage } from "node:http";
import { seconds } from "@/lib/clock";
import { guardedGet } from "@/lib/http/guarded-get";
import { PUBLIC_ONLY, type Guard } from "@/lib/http/guarded-lookup";
import { failure, ok, type Result } from "@/lib/result";

/** Why no picture came, as a short word for the table of logos. */
export type FetchFault = "refused" | "unreachable" | "timeout" | "redirects" | "status" | "too_large" | "cut_off";

const LIMITS = { totalMs: seconds(5), bytes: 2 * 1024 * 1024, redirects: 3 };

// Nothing compressed: what is counted is what arrives.
const HEADERS = { accept: "image/png, image/jpeg, image/webp, image/gif", "accept-encoding": "identity", "user-agent": "App-Connection-Portal" };

async function readBody(response: IncomingMessage, signal: AbortSignal): Promise<Result<{ bytes: Buffer }, FetchFault>> {
  if (Number(response.headers["content-length"] ?? 0) > LIMITS.bytes) return failure("too_large");
  const parts: Buffer[] = [];
  let size = 0;
  try {
    for await (const part of response as AsyncIterable<Buffer>) {
      size += part.length;
      if (size > LIMITS.bytes) return failure("too_large");
      parts.push(part);
    }
  } catch {
    return failure(signal.aborted ? "timeout" : "cut_off");
  }
  return ok({ bytes: Buffer.concat(parts) });
}

/**
 * Fetches what an app says is its logo (bar 14): only from public addresses, which is checked for each redirect anew, with limits
 * for size, time in all, and redirects. Says nothing about what the bytes are.
 * @param guard other than the default in tests only
 */
export async function fetchLogo(address: string, guard: Guard = PUBLIC_ONLY): Promise<Result<{ bytes: Buffer }, FetchFault>> {
  const signal = AbortSignal.timeout(LIMITS.totalMs);
  let url = address;
  for (let hop = 0; hop <= LIMITS.redirects; hop++) {
    if (!URL.canParse(url)) return failure("refused");
    const got = await guardedGet(new URL(url), { guard, headers: HEADERS, signal });
    if (!got.ok) return got;
    const { response } = got;
    const { statusCode = 0, headers: { location } } = response;
    try {
      if (statusCode === 200) return await readBody(response, signal);
      if (![301, 302, 303, 307, 308].includes(statusCode) || location === undefined) return failure("status");
      if (!URL.canParse(location, url)) return failure("refused");
      url = new URL(location, url).href;
    } finally {
      response.destroy();
    }
  }
  return failure("redirects");
}
