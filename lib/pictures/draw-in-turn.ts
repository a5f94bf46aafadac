import sharp from "sharp";
import { failure, ok, type Result } from "@/lib/result";
import { shared } from "@/lib/shared";

/** Pictures that may wait to be drawn; each holds the bytes that it came as. */
const MOST_WAITING = 24;

/**
 * The most pixels of a picture that is drawn anew. An interlaced one of 16 bits takes 50 MB and a fifth of a second.
 */
export const MOST_PIXELS = 2048 * 2048;

const turns = () =>
  shared("pictures-in-turn", () => {
    // Neither threads of its own beside the one it is drawn in, nor memory kept for a picture that does not come again.
    sharp.concurrency(1);
    sharp.cache(false);
    return { drawing: false, waiting: [] as (() => void)[] };
  });

/**
 * Draws a picture when it is its turn: one at a time in this process, since drawing takes memory, and one of the few
 * threads that passwords are checked in.
 * @param urgent goes before all that wait: a person's own printer, not a picture that anybody may have made up
 * @returns `busy` when too many wait already; what `draw` throws is thrown
 */
export async function drawInTurn<T>(
  draw: () => Promise<T>,
  { urgent = false } = {},
): Promise<Result<{ drawn: T }, "busy">> {
  const line = turns();
  if (line.drawing) {
    if (!urgent && line.waiting.length >= MOST_WAITING) return failure("busy");
    await new Promise<void>((go) => (urgent ? line.waiting.unshift(go) : line.waiting.push(go)));
  }
  line.drawing = true;
  try {
    return ok({ drawn: await draw() });
  } finally {
    const next = line.waiting.shift();
    if (next) next();
    else line.drawing = false;
  }
}
