import sharp from "sharp";
import { now, seconds } from "@/lib/clock";
import { takeSnapshot } from "@/lib/gateway/take-snapshot";
import { drawInTurn } from "@/lib/pictures/draw-in-turn";
import { pictureKind } from "@/lib/pictures/picture-kind";
import { shared } from "@/lib/shared";

export type Snapshot = { jpeg: Buffer; takenAt: Date };

const KEPT = 100;
const WIDTH = 960;
const MAX_PIXELS = 4096 * 4096;
const FRESH_MS = seconds(5);

// In memory only, and few: pictures of people's homes are written down nowhere.
const kept = () => shared("snapshots", () => new Map<string, Snapshot>());

/** Draws a printer's picture anew: what a printer sends is never served on the portal's own address as it came. */
async function redraw(bytes: Buffer): Promise<Buffer | undefined> {
  if (!pictureKind(bytes)) return undefined;
  const picture = sharp(bytes, { limitInputPixels: MAX_PIXELS, failOn: "error", autoOrient: true });
  const small = picture
    .resize(WIDTH, undefined, { withoutEnlargement: true })
    .timeout({ seconds: 3 })
    .jpeg({ quality: 78 });
  const turn = await drawInTurn(() => small.toBuffer().catch(() => undefined), { urgent: true });
  return turn.ok ? turn.drawn : undefined;
}

/**
 * The latest picture of a printer's webcam: a fresh one where the printer gives one, else the last that was taken.
 * @param publicId of a printer of who asks
 */
export function latestSnapshot(publicId: string): Promise<Snapshot | undefined> {
  const last = kept().get(publicId);
  if (last && now().getTime() - last.takenAt.getTime() < FRESH_MS) return Promise.resolve(last);
  // One at a time a printer: drawing a large picture costs a good part of a second.
  const running = shared("snapshots-running", () => new Map<string, Promise<Snapshot | undefined>>());
  const mine = running.get(publicId) ?? takeAndKeep(publicId).finally(() => running.delete(publicId));
  running.set(publicId, mine);
  return mine;
}

async function takeAndKeep(publicId: string): Promise<Snapshot | undefined> {
  const bytes = await takeSnapshot(publicId);
  const jpeg = bytes && (await redraw(bytes));
  const pictures = kept();
  if (!jpeg) return pictures.get(publicId);
  const snapshot = { jpeg, takenAt: now() };
  pictures.delete(publicId);
  pictures.set(publicId, snapshot);
  const oldest = pictures.keys().next().value;
  if (pictures.size > KEPT && oldest !== undefined) pictures.delete(oldest);
  return snapshot;
}
