import type { WebSocket } from "ws";

/** Long enough for any disk that works, too short for anybody to notice. */
const LONGEST_MS = 250;

/** Holds a printer's connection for a moment while the disk takes what has come. */
export type DiskBrake = {
  /** @param isBehind whether what came on this stream waits for the disk */
  set(streamId: number, isBehind: boolean): void;
};

/**
 * A network can be faster than a disk for a moment. Then the connection is not read for that moment, at most once until
 * the disk has caught up. A disk that takes longer costs the one stream that waits for it, and no other.
 */
export function brakeForDisk(socket: WebSocket): DiskBrake {
  const behind = new Set<number>();
  let timer: NodeJS.Timeout | undefined;
  const release = () => {
    clearTimeout(timer);
    if (socket.isPaused) socket.resume();
  };
  return {
    set: (streamId, isBehind) => {
      const wasBehind = behind.size > 0;
      if (!isBehind && !wasBehind) return;
      if (isBehind) behind.add(streamId);
      else behind.delete(streamId);
      if (behind.size === 0) return release();
      if (wasBehind) return;
      socket.pause();
      timer = setTimeout(release, LONGEST_MS).unref();
    },
  };
}
