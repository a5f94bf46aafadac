import { Builder } from "flatbuffers";

/** Room for everything but the body, so that the builder does not have to copy a large body to grow. */
const HEAD_BYTES = 1024;

/** A piece of a body as sockets bring it, with its head. */
const PIECE_BYTES = 64 * 1024 + HEAD_BYTES;

/** Kept for the next pieces of this process, about 2 MB. */
const MOST_FREE = 32;

/** For what is copied out of it at once. */
const scratch = new Builder(HEAD_BYTES);
const free: Builder[] = [];

/** The memory that every short message is written in: to be copied before the next one is written. */
export function scratchBuilder(): Builder {
  scratch.clear();
  return scratch;
}

/** Lends memory to write one long message in. @param body bytes of it @returns to be given back when it has left */
export function lendBuilder(body: number): Builder {
  const builder = body + HEAD_BYTES <= PIECE_BYTES ? free.pop() : undefined;
  builder?.clear();
  return builder ?? new Builder(Math.max(PIECE_BYTES, body + HEAD_BYTES));
}

/** Takes memory back, of which nobody reads any more what was written: new memory is zeroed and collected each time. */
export function returnBuilder(builder: Builder): void {
  if (free.length < MOST_FREE && builder.dataBuffer().capacity() === PIECE_BYTES) free.push(builder);
}
