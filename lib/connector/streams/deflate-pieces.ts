import { deflate } from "node:zlib";
import { BodyCompression } from "@/lib/octostream/generated/octostream/body-compression";
import type { OutgoingFrame } from "@/lib/octostream/messages";

/** Smaller answers are not worth a thread's turn. */
const WORTH_FROM = 1024;

/** Plenty for text on a home's upload, and cheap for a small computer. */
const LEVEL = 3;

type Piece = Pick<OutgoingFrame, "data" | "compression" | "originalSize">;

const isText = (contentType: string) => /text\/|javascript|json|xml|svg/i.test(contentType);

/**
 * Compresses the pieces of an answer where that helps: each becomes a zlib stream of its own
 * (docs/printer-protocol.md#43-http-response). Stops for good once it saves less than a tenth.
 * @param size bytes of the whole answer, -1 when not known
 */
export function deflatePieces(
  contentType: string,
  contentEncoding: string | undefined,
  size: number,
): (bytes: Uint8Array) => Promise<Piece> | Piece {
  let helps = isText(contentType) && !contentEncoding && (size < 0 || size >= WORTH_FROM);
  return (bytes) => {
    if (!helps || bytes.length < WORTH_FROM) return { data: bytes };
    return new Promise((resolve) => {
      deflate(bytes, { level: LEVEL }, (error, packed) => {
        helps = !error && packed.length < bytes.length * 0.9;
        resolve(
          helps ? { data: packed, compression: BodyCompression.Zlib, originalSize: bytes.length } : { data: bytes },
        );
      });
    });
  };
}
