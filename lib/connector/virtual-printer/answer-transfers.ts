import { createHash } from "node:crypto";
import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";

const PIECE = Buffer.alloc(64 * 1024, "printer ");

/** Takes an upload and says how many bytes came and what their SHA-256 is. */
export async function answerUpload(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const piece of request) {
    bytes += (piece as Buffer).length;
    hash.update(piece as Buffer);
  }
  const body = JSON.stringify({ bytes, sha256: hash.digest("hex") });
  response.writeHead(201, { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(body) }).end(body);
}

/** Sends as many bytes as are asked for, no faster than they are taken. @param size bytes, at most 10 GB */
export async function answerDownload(response: ServerResponse, size: number): Promise<void> {
  const closed = once(response, "close");
  response.writeHead(200, { "Content-Type": "application/octet-stream", "Content-Length": size });
  for (let left = size; left > 0 && !response.destroyed; left -= PIECE.length) {
    const more = response.write(left < PIECE.length ? PIECE.subarray(0, left) : PIECE);
    if (!more) await Promise.race([once(response, "drain"), closed]);
  }
  response.end();
}
