import { openSpool, type SpoolPlace } from "@/lib/gateway/streams/spool";
import { costOf } from "@/lib/octostream/stream-credit";
import { failure, ok, type Result } from "@/lib/result";

/** Bytes of a body, or one message of a WebSocket. */
export type Piece = { bytes: Uint8Array; isText: boolean };

/** What waits for a reader: its beginning in a file, the newest in memory. One asynchronous call at a time. */
export type PieceQueue = {
  push(piece: Piece): void;
  isEmpty(): boolean;
  /** Bytes that it holds in memory. */
  inMemory(): number;
  /** Bytes of them that could be on the disk instead. */
  movable(): number;
  /** Bytes in the file. */
  onDisk(): number;
  /** Moves what is in memory to the file. `too_many`: there is no room for so much. */
  toDisk(): Promise<Result<object, "too_many" | "disk">>;
  /** Takes the next piece out of the queue, which is not empty. */
  next(): Promise<Result<{ piece: Piece }, "disk">>;
  close(): void;
};

/** What is read from the file at once, where it does not matter where a piece ended. */
const FROM_DISK = 64 * 1024;

/** Messages of which the file holds the bytes, and memory how long they are. */
const MOST_MESSAGES = 64 * 1024;

/** A short piece of a long message would keep all of it in memory. */
const withoutTheRest = (bytes: Uint8Array) =>
  bytes.byteLength * 2 < bytes.buffer.byteLength ? Uint8Array.from(bytes) : bytes;

/** @param kind messages of a WebSocket come out as they went in; pieces of a body may be cut differently */
export function pieceQueue(kind: "http" | "websocket", place: SpoolPlace): PieceQueue {
  const fresh: Piece[] = [];
  const messages: { length: number; isText: boolean }[] = [];
  const spool = openSpool(place);
  let freshCost = 0;

  return {
    push: ({ bytes, isText }) => {
      fresh.push({ bytes: withoutTheRest(bytes), isText });
      freshCost += costOf(bytes.length);
    },
    isEmpty: () => fresh.length === 0 && spool.waiting() === 0 && messages.length === 0,
    inMemory: () => freshCost + costOf(0) * messages.length,
    movable: () => freshCost,
    onDisk: () => spool.waiting(),
    toDisk: async () => {
      const pieces = fresh.splice(0);
      if (kind === "websocket" && messages.length + pieces.length > MOST_MESSAGES) return failure("too_many");
      const written = await spool.write(pieces.map(({ bytes }) => bytes));
      if (!written.ok) return failure(written.error === "full" ? "too_many" : "disk");
      for (const { bytes, isText } of pieces) {
        freshCost -= costOf(bytes.length);
        if (kind === "websocket") messages.push({ length: bytes.length, isText });
      }
      return ok({});
    },
    next: async () => {
      if (spool.waiting() === 0 && messages.length === 0) {
        const piece = fresh.shift() ?? { bytes: new Uint8Array(0), isText: false };
        freshCost -= costOf(piece.bytes.length);
        return ok({ piece });
      }
      const message = messages.shift();
      const read = await spool.read(message?.length ?? FROM_DISK);
      return read.ok ? ok({ piece: { bytes: read.bytes, isText: message?.isText ?? false } }) : read;
    },
    close: () => void spool.close(),
  };
}
