/** A run of bytes of a multipart answer; `startsFrame`: its first byte is the first of a part's delimiter. */
export type FrameSegment = { startsFrame: boolean; bytes: Uint8Array };

export type FrameCutter = {
  /** @returns the bytes in their order, cut before each part; a few at the end may be kept for the next call */
  cut(bytes: Uint8Array): FrameSegment[];
  /** @returns what was kept, at the end of the answer */
  rest(): Uint8Array;
};

const NOTHING = Buffer.alloc(0);

/** Characters of a boundary (RFC 2046, 5.1.1). Searching for a longer one takes as many times longer as it has more. */
const LONGEST_BOUNDARY = 70;

/**
 * The boundary of an endless series of pictures (RFC 2046, 5.1.1, as webcams use it).
 * @returns undefined for any other answer, and for a boundary that is none
 */
export function frameBoundary(contentType: string): string | undefined {
  if (!/^\s*multipart\/x-mixed-replace\s*;/i.test(contentType)) return undefined;
  const [, quoted, plain] = /;\s*boundary=(?:"([^"]+)"|([^\s;,"]+))/i.exec(contentType) ?? [];
  // Some cameras write the two dashes of the delimiter into the parameter as well.
  const boundary = (quoted ?? plain)?.replace(/^-+/, "") ?? "";
  return boundary.length > 0 && boundary.length <= LONGEST_BOUNDARY ? boundary : undefined;
}

/** Bytes at the end of `bytes`, behind `from`, that may be the beginning of a mark. */
function unfinishedMark(bytes: Buffer, from: number, mark: Buffer): number {
  for (let length = Math.min(mark.length - 1, bytes.length - from); length > 0; length--) {
    if (bytes.subarray(bytes.length - length).equals(mark.subarray(0, length))) return length;
  }
  return 0;
}

/**
 * Cuts a multipart answer before each of its parts, wherever the pieces it arrives in end. Nothing is changed or lost:
 * the segments together are the bytes that came. Pure but for what it keeps.
 * @param boundary without its leading dashes, as {@link frameBoundary} gives it
 */
export function cutFrames(boundary: string): FrameCutter {
  const mark = Buffer.from(`--${boundary}`, "latin1");
  let kept: Buffer = NOTHING;
  return {
    cut: (bytes) => {
      const piece = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      const all = kept.length > 0 ? Buffer.concat([kept, piece]) : piece;
      const segments: FrameSegment[] = [];
      let from = 0;
      let startsFrame = false;
      for (let at = all.indexOf(mark); at >= 0; at = all.indexOf(mark, at + mark.length)) {
        if (at > from) segments.push({ startsFrame, bytes: all.subarray(from, at) });
        from = at;
        startsFrame = true;
      }
      const keep = unfinishedMark(all, startsFrame ? from + mark.length : from, mark);
      if (all.length - keep > from) segments.push({ startsFrame, bytes: all.subarray(from, all.length - keep) });
      kept = keep > 0 ? Buffer.from(all.subarray(all.length - keep)) : NOTHING;
      return segments;
    },
    rest: () => {
      const last = kept;
      kept = NOTHING;
      return last;
    },
  };
}
