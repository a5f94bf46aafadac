/**
 * Bytes that a reader has to take in each window, or all that waits for it: who takes less would hold its place for
 * days.
 */
const LEAST_BYTES = 256 * 1024;

/** Notices a reader that takes nothing any more, or next to nothing. */
export type StallWatch = {
  /** Something waits for the reader. */
  waits(): void;
  /** The reader took something. */
  moved(bytes: number): void;
  stop(): void;
};

/**
 * @param ms length of a window @param waiting bytes that wait for the reader now
 * @param onStall called once, at the end of a window in which too little was taken
 */
export function watchForStall(ms: number, waiting: () => number, onStall: () => void): StallWatch {
  let taken = 0;
  let wanted = 0;
  let timer: NodeJS.Timeout | undefined;
  const begin = () => {
    taken = 0;
    wanted = Math.min(LEAST_BYTES, waiting());
    timer = setTimeout(look, ms).unref();
  };
  const look = () => {
    timer = undefined;
    if (waiting() === 0) return;
    if (taken < wanted) onStall();
    else begin();
  };
  return {
    waits: () => {
      if (!timer) begin();
    },
    moved: (bytes) => void (taken += bytes),
    stop: () => {
      clearTimeout(timer);
      timer = undefined;
    },
  };
}
