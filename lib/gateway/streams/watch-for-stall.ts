import { monotonicMs } from "@/lib/clock";

/** Notices a reader that takes nothing any more. */
export type StallWatch = {
  /** Something waits for the reader. */
  waits(): void;
  /** The reader took something. */
  moved(): void;
  stop(): void;
};

/** @param ms how long nothing may be taken @param isWaiting whether something still waits @param onStall called once */
export function watchForStall(ms: number, isWaiting: () => boolean, onStall: () => void): StallWatch {
  let movedAt = 0;
  let timer: NodeJS.Timeout | undefined;
  const look = () => {
    timer = undefined;
    if (!isWaiting()) return;
    const left = movedAt + ms - monotonicMs();
    if (left <= 0) onStall();
    else timer = setTimeout(look, left).unref();
  };
  return {
    waits: () => {
      if (timer) return;
      movedAt = monotonicMs();
      timer = setTimeout(look, ms).unref();
    },
    moved: () => void (movedAt = monotonicMs()),
    stop: () => clearTimeout(timer),
  };
}
