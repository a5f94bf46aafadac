import type { IncomingMessage } from "node:http";

/**
 * How long an app says the body of its request is (RFC 9112, 6.3). Node's parser has refused what is not clear at all:
 * both headers, two lengths, a length that is no number.
 * @returns bytes, 0 for none, -1 where it comes in chunks, `Infinity` beyond what can be counted; undefined for a
 * coding that this relay does not undo, or one from a time that knew none (RFC 9112, 6.1)
 */
export function bodySize({
  headers,
  httpVersion,
}: Pick<IncomingMessage, "headers" | "httpVersion">): number | undefined {
  const { "transfer-encoding": coding, "content-length": length } = headers;
  if (coding !== undefined) {
    const isPlain = coding.trim().toLowerCase() === "chunked" && length === undefined;
    return isPlain && httpVersion === "1.1" ? -1 : undefined;
  }
  if (length === undefined) return 0;
  if (!/^\d+$/.test(length)) return undefined;
  return Number.isSafeInteger(Number(length)) ? Number(length) : Infinity;
}
