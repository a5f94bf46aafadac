import { inflate, inflateSync } from "node:zlib";
import { BodyCompression } from "@/lib/octostream/generated/octostream/body-compression";
import type { StreamFrame } from "@/lib/octostream/messages";
import { failure, ok, type Result } from "@/lib/result";

/** Largest uncompressed size of one frame (docs/printer-protocol.md#43-http-response). */
export const MAX_ORIGINAL_SIZE = 8 * 1024 * 1024;

/** Below this, a thread costs more than the work. */
const SYNC_BELOW = 32 * 1024;

const NOTHING = new Uint8Array(0);

export type Inflated = Result<{ bytes: Uint8Array }, "broken" | "unknown_compression">;

function inflateTo(size: number, data: Uint8Array): Promise<Inflated> | Inflated {
  // The limit is the declared size: a bomb is cut off before it grows.
  const options = { maxOutputLength: Math.max(size, 1) };
  const checked = (bytes: Uint8Array): Inflated => (bytes.length === size ? ok({ bytes }) : failure("broken"));
  if (size < SYNC_BELOW) {
    try {
      return checked(inflateSync(data, options));
    } catch {
      return failure("broken");
    }
  }
  return new Promise((resolve) =>
    inflate(data, options, (error, bytes) => resolve(error ? failure("broken") : checked(bytes))),
  );
}

/**
 * The bytes of a frame, unpacked: each zlib frame is a stream of its own and must give exactly its `original_size`.
 * zstd needs a dictionary that is not ours to have.
 * @returns at once where nothing has to be unpacked, or little
 */
export function inflateData(
  frame: Pick<StreamFrame, "data" | "compression" | "originalSize">,
): Promise<Inflated> | Inflated {
  const { data = NOTHING, compression, originalSize } = frame;
  if (compression === BodyCompression.None || data.length === 0) return ok({ bytes: data });
  if (compression !== BodyCompression.Zlib) return failure("unknown_compression");
  if (originalSize > MAX_ORIGINAL_SIZE) return failure("broken");
  return inflateTo(originalSize, data);
}
