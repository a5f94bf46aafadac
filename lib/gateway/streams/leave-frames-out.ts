import { cutFrames, frameBoundary } from "@/lib/gateway/streams/cut-frames";
import type { ResponseHead } from "@/lib/gateway/streams/stream-types";

/** Leaves whole pictures of a webcam's stream out while its reader is behind. */
export type FrameFilter = {
  /**
   * @param isBehind asked before each picture: one that was begun is passed on whole
   * @returns what the reader gets of these bytes
   */
  pass(bytes: Uint8Array, isBehind: () => boolean): Iterable<Uint8Array>;
  /** @returns what is left at the end of the answer */
  rest(): Uint8Array;
};

const valueOf = ({ headers }: ResponseHead, wanted: string) =>
  headers.find(([name]) => name.toLowerCase() === wanted)?.[1];

/** @returns undefined for an answer that is no endless series of pictures, of which nothing may be left out */
export function leaveFramesOut(head: ResponseHead): FrameFilter | undefined {
  if (head.size >= 0 || valueOf(head, "content-encoding") !== undefined) return undefined;
  const boundary = frameBoundary(valueOf(head, "content-type") ?? "");
  if (!boundary) return undefined;
  const cutter = cutFrames(boundary);
  let leavesOut = false;
  return {
    pass: function* (bytes, isBehind) {
      for (const segment of cutter.cut(bytes)) {
        if (segment.startsFrame) leavesOut = isBehind();
        if (!leavesOut) yield segment.bytes;
      }
    },
    rest: () => (leavesOut ? new Uint8Array(0) : cutter.rest()),
  };
}
