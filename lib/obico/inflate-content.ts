import { promisify } from "node:util";
import { inflate } from "node:zlib";
import { failure, ok, type Result } from "@/lib/result";

const inflateAsync = promisify(inflate);

/**
 * Unpacks the content of an answer (zlib, RFC 1950), off the event loop.
 * @param most bytes that may come out: what would be more is not unpacked any further
 */
export async function inflateContent(
  content: Uint8Array,
  most: number,
): Promise<Result<{ bytes: Uint8Array }, "too_large" | "broken">> {
  try {
    return ok({ bytes: await inflateAsync(content, { maxOutputLength: most }) });
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    return failure(code === "ERR_BUFFER_TOO_LARGE" ? "too_large" : "broken");
  }
}
