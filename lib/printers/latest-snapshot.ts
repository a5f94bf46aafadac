import sharp from "sharp";
import { days, now, seconds } from "@/lib/clock";
import { takeSnapshot } from "@/lib/gateway/take-snapshot";
import { drawInTurn } from "@/lib/pictures/draw-in-turn";
import { pictureKind } from "@/lib/pictures/picture-kind";
import { shared } from "@/lib/shared";

/** A printer of who asks. */
type Owned = { publicId: string; userId: string };

export type Snapshot = { jpeg: Buffer; takenAt: Date };

const KEPT = 100;
const WIDTH = 960;
const MAX_PIXELS = 4096 * 4096;
const FRESH_MS = seconds(5);
/** What is older says nothing about a printer any more. */
const OLDEST_MS = days(1);

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
 * Kept for the owner alone: a printer's next one never sees where it stood before.
 */
export function latestSnapshot({ publicId, userId }: Owned): Promise<Snapshot | undefined> {
  const place = `${userId} ${publicId}`;
  const last = kept().get(place);
  if (last && now().getTime() - last.takenAt.getTime() < FRESH_MS) return Promise.resolve(last);
  // One at a time a printer: drawing a large picture costs a good part of a second.
  const running = shared("snapshots-running", () => new Map<string, Promise<Snapshot | undefined>>());
  const mine = running.get(place) ?? takeAndKeep(publicId, place).finally(() => running.delete(place));
  running.set(place, mine);
  return mine;
}

async function takeAndKeep(publicId: string, place: string): Promise<Snapshot | undefined> {
  const bytes = await takeSnapshot(publicId);
  const jpeg = bytes && (await redraw(bytes));
  const pictures = kept();
  const last = pictures.get(place);
  if (!jpeg) return last && now().getTime() - last.takenAt.getTime() < OLDEST_MS ? last : undefined;
  const snapshot = { jpeg, takenAt: now() };
  pictures.delete(place);
  pictures.set(place, snapshot);
  const oldest = pictures.keys().next().value;
  if (pictures.size > KEPT && oldest !== undefined) pictures.delete(oldest);
  return snapshot;
}
