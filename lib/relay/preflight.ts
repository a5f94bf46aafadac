import type { IncomingMessage } from "node:http";
import type { Pair } from "@/lib/octostream/messages";

/** All that a preflight carries (Fetch, CORS-preflight fetch). */
const PASSED = ["origin", "access-control-request-method", "access-control-request-headers"] as const;

const CREDENTIALS = ["authorization", "relay-authorization", "proxy-authorization", "cookie"];

/**
 * Whether a request is a browser's CORS preflight and nothing else, which comes without credentials: no body, no
 * cookies, no upgrade. Pure.
 */
export function isPreflight({ method, headers }: Pick<IncomingMessage, "method" | "headers">): boolean {
  if (method !== "OPTIONS" || !headers.origin || !headers["access-control-request-method"]) return false;
  if (headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) !== 0) return false;
  return headers.upgrade === undefined && CREDENTIALS.every((name) => headers[name] === undefined);
}

/** The headers of a preflight that go on to the printer: just these, whatever else came. */
export const preflightHeaders = ({ headers }: Pick<IncomingMessage, "headers">): Pair[] =>
  PASSED.flatMap((name): Pair[] => {
    const value = headers[name];
    return typeof value === "string" ? [[name, value]] : [];
  });

/** What comes back of a preflight's answer. */
export const isOfPreflight = (name: string): boolean => /^access-control-/i.test(name);
