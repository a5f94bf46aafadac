import { wakeTogether } from "@/lib/octostream/wake-together";

/**
 * The protocol has no flow control for a stream: one slow reader would make memory grow, or stall all others on the
 * same connection. A connector that announces {@link FLOW_PROPERTY} in its handshake counts with us: each direction of
 * a stream may have this many bytes on their way, and the receiver gives credit back as they leave its memory. Credit
 * travels in StreamFrames that other programs ignore: `control_only`, with the bytes in `original_size`; the opening
 * frame brings the first credit for the answer the same way.
 */
export const STREAM_WINDOW = 1024 * 1024;

export const FLOW_PROPERTY = ["portal-flow", "credit"] as const;

/** What a piece counts: its bytes before compression, and something for the frame itself. */
export const costOf = (bytes: number): number => bytes + 64;

/** Bytes that may be sent on one stream. */
export type Credit = {
  /** Takes credit for a piece. The last piece may take more than is left, so that no piece is too large to be sent. */
  spend(cost: number): void;
  grant(bytes: number): void;
  /** @returns undefined when a piece may be sent now, else when it may */
  ready(): Promise<void> | undefined;
  /** Ends the waiting: the stream is over. */
  release(): void;
};

/** @param initial bytes; Infinity for a peer that does not count */
export function streamCredit(initial: number): Credit {
  let left = initial;
  const waiters = wakeTogether();
  return {
    spend: (cost) => void (left -= cost),
    grant: (bytes) => {
      left = Math.min(left + bytes, Math.max(initial, STREAM_WINDOW));
      if (left > 0) waiters.wake();
    },
    ready: () => (left > 0 ? undefined : waiters.wait()),
    release: () => {
      left = Infinity;
      waiters.wake();
    },
  };
}

/** Collects what was received and has left our memory, and says when it is time to give credit back. */
export function creditBack(give: (bytes: number) => void): (cost: number) => void {
  let owed = 0;
  return (cost) => {
    owed += cost;
    if (owed < STREAM_WINDOW / 4) return;
    give(owed);
    owed = 0;
  };
}
