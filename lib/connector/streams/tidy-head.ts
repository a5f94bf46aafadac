import { hasNoBody, type CleanHead } from "@/lib/connector/streams/clean-head";

/** A status line and headers by the letter of RFC 9112, 4 and 5. */
const TIDY =
  /^HTTP\/1\.1 ([2-5]\d\d) [\t\x20-\x7e\x80-\xff]*(?:\r\n[!#$%&'*+.^_`|~0-9A-Za-z-]+:[\t\x20-\x7e\x80-\xff]*)*$/;

/** What says where the body ends: at most one of them, and in its plainest form. */
const FRAMING = /\r\n(content-length|transfer-encoding):[\t ]*([^\r]*)/gi;

/**
 * Most printers' heads are as they should be, and pass as they came: what this lets through,
 * {@link cleanHead} would only write again. Pure.
 * @param head the bytes before the empty line, as latin1 @param method of the request
 * @returns undefined for a head that has to be cleaned first
 */
export function readTidyHead(head: string, method: string): Omit<CleanHead, "head"> | undefined {
  const [, code] = TIDY.exec(head) ?? [];
  if (!code) return undefined;
  const status = Number(code);
  const bodiless = hasNoBody(method, status);
  const [framing, another] = head.matchAll(FRAMING);
  if (another) return undefined;
  const [, name = "", value = ""] = framing ?? [];
  if (name === "") return { status, bodiless, isChunked: false, length: undefined };
  const said = value.trimEnd();
  if (name.length === "transfer-encoding".length)
    return said === "chunked" && !bodiless ? { status, bodiless, isChunked: true, length: undefined } : undefined;
  if (!/^\d{1,15}$/.test(said) || (bodiless && Number(said) > 0)) return undefined;
  return { status, bodiless, isChunked: false, length: Number(said) };
}
