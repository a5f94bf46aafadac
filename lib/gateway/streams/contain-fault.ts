import { log } from "@/lib/observability/log";

/**
 * Runs what was caused by a printer's bytes. Whatever they are, they may cost their own stream and never the process
 * with everybody's: what throws is a fault of ours, and is logged as one.
 * @param publicId for the log
 * @param giveUp ends the stream; must not throw
 */
export function containFault(publicId: string, act: () => void, giveUp?: () => void): void {
  try {
    act();
  } catch (error) {
    log.error(
      { publicId, reason: error instanceof Error ? error.message.slice(0, 300) : "unknown" },
      "a stream ended because its reader failed",
    );
    giveUp?.();
  }
}
