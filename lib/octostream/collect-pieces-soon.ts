import { setFlagsFromString } from "node:v8";

/**
 * Pieces of bodies lie outside of V8's heap, and count as the heap's growth: of a small heap so much comes and goes in
 * a blink that V8 looks through all of it dozens of times a gigabyte, which costs more than the transfer. It gets room
 * for about 32 MB of pieces, at which it looks through the young ones alone, and gives them back at once: the thread
 * that would do so later comes late on a machine that is busy.
 * @param growthPercent of the heap that lives, until all of it is looked through again
 */
export function collectPiecesSoon(growthPercent: number): void {
  setFlagsFromString("--no-concurrent-array-buffer-sweeping");
  setFlagsFromString(`--heap-growing-percent=${growthPercent}`);
}
