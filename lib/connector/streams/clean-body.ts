import { ChunkCleaner } from "@/lib/connector/streams/clean-chunks";
import type { CleanHead } from "@/lib/connector/streams/clean-head";

/** The body of one answer, as far as it has come. */
export type CleanBody = {
  /** @returns how many of the bytes are its own. @param out takes what is passed on */
  take(bytes: Buffer, out: Buffer[]): number;
  isOver(): boolean;
  /** The connection ended. */
  end(out: Buffer[]): void;
};

function bodyOf(length: number): CleanBody {
  let left = length;
  return {
    take: (bytes, out) => {
      const own = bytes.subarray(0, left);
      out.push(own);
      left -= own.length;
      return own.length;
    },
    isOver: () => left === 0,
    end: () => undefined,
  };
}

/** @returns the body that a clean head announces (RFC 9112, 6.3) */
export function cleanBody({ bodiless, isChunked, length, status }: Omit<CleanHead, "head">): CleanBody {
  if (bodiless && status !== 101) return bodyOf(0);
  if (isChunked) return new ChunkCleaner();
  return bodyOf(status === 101 ? Infinity : (length ?? Infinity));
}
