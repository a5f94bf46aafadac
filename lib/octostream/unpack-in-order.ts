import type { Transform } from "node:stream";
import type { Inflated } from "@/lib/octostream/inflate-data";
import { failure, ok } from "@/lib/result";

export type OrderedUnpacker = {
  /** Unpacks the next piece. @param size bytes it has to give, exactly */
  unpack(data: Uint8Array, size: number): Promise<Inflated>;
  end(): void;
};

/**
 * Unpacks the pieces of one stream that were packed as one, flushed at the borders of messages
 * (docs/printer-protocol.md#43-http-response). A piece that gives more or less than it says breaks the stream: a bomb
 * is cut off with its first byte too many.
 * @param decoder such as a zstd decoder; it belongs to this stream from now on
 */
export function unpackInOrder(decoder: Transform): OrderedUnpacker {
  let last: Promise<unknown> = Promise.resolve();
  let broken = false;
  decoder.on("error", () => (broken = true));

  const one = (data: Uint8Array, size: number) =>
    new Promise<Inflated>((resolve) => {
      const pieces: Buffer[] = [];
      let length = 0;
      const finish = () => {
        decoder.off("data", take);
        decoder.off("close", finish);
        broken ||= length !== size;
        if (broken) decoder.destroy();
        resolve(broken ? failure("broken") : ok({ bytes: Buffer.concat(pieces) }));
      };
      const take = (piece: Buffer) => {
        length += piece.length;
        pieces.push(piece);
        if (length > size) finish();
      };
      if (broken || decoder.destroyed) return resolve(failure("broken"));
      decoder.on("data", take);
      decoder.once("close", finish);
      // Called when the piece is used up and all it gives was given.
      decoder.write(data, finish);
    });

  return {
    unpack: (data, size) => {
      const mine = last.then(() => one(data, size));
      last = mine;
      return mine;
    },
    end: () => void decoder.destroy(),
  };
}
