import type { Socket } from "node:net";
import { cleanHead } from "@/lib/connector/streams/clean-head";

/** More is no head. */
export const LONGEST_HEAD = 256 * 1024;

/** Where a head ends: an empty line, by any line end. */
const END = /\r*\n\r*\n/;

/**
 * Cleans the heads of what comes on a connection, up to the one that is final (RFC 9110, 15.2), before the HTTP client
 * reads it. For connections of one request. What is no head goes on as it came, and the client says so.
 */
export function cleanAnswer(socket: Socket, method: string): void {
  const push = socket.push.bind(socket) as (chunk: Buffer | null) => boolean;
  let waiting = Buffer.alloc(0);
  let state: "head" | "body" | "nothing" = "head";

  const letGo = (bytes: Buffer): boolean => {
    if (state === "nothing" || bytes.length === 0) return true;
    return push(bytes);
  };

  const readHeads = (): boolean => {
    for (;;) {
      const text = waiting.toString("latin1").replace(/^(\r*\n)+/, "");
      const end = END.exec(text);
      if (!end && text.length <= LONGEST_HEAD) return true;
      const cleaned = end ? cleanHead(text.slice(0, end.index), method) : undefined;
      const rest = Buffer.from(end ? text.slice(end.index + end[0].length) : "", "latin1");
      if (!cleaned) {
        state = "body";
        return letGo(waiting);
      }
      push(Buffer.from(cleaned.head, "latin1"));
      waiting = rest;
      if (cleaned.status < 200 && cleaned.status !== 101) continue;
      // A body where none may be is nobody's: the next request has a connection of its own.
      state = cleaned.bodiless && cleaned.status !== 101 ? "nothing" : "body";
      return letGo(rest);
    }
  };

  socket.push = ((chunk: Buffer | null) => {
    if (state !== "head") return chunk === null ? push(null) : letGo(chunk);
    if (chunk !== null) {
      waiting = Buffer.concat([waiting, chunk]);
      return readHeads();
    }
    const rest = waiting;
    state = "body";
    letGo(rest);
    return push(null);
  }) as Socket["push"];
}
