import sharp from "sharp";
import { pictureKind } from "@/lib/apps/logo/picture-kind";
import { now } from "@/lib/clock";
import { takeSnapshot } from "@/lib/gateway/take-snapshot";
import { shared } from "@/lib/shared";

export type Snapshot = { jpeg: Buffer; takenAt: Date };

const KEPT = 100;
const WIDTH = 960;
const MAX_PIXELS = 8192 * 8192;

// In memory only, and few: pictures of people's homes are written down nowhere.
const kept = () => shared("snapshots", () => new Map<string, Snapshot>());

/** Draws a printer's picture anew: what a printer sends is never served on the portal's own address as it came. */
async function redraw(bytes: Buffer): Promise<Buffer | undefined> {
  if (!pictureKind(bytes)) return undefined;
  const picture = sharp(bytes, { limitInputPixels: MAX_PIXELS, failOn: "error", autoOrient: true });
  return picture.resize(WIDTH, undefined, { withoutEnlargement: true }).timeout({ seconds: 3 }).jpeg({ quality: 78 }).toBuffer().catch(() => undefined);
}

/**
 * The latest picture of a printer's webcam: a fresh one where the printer gives one, else the last that was taken.
 * @param printerId public id, of a printer of who asks
 */
export async function latestSnapshot(printerId: string): Promise<Snapshot | undefined> {
  const bytes = await takeSnapshot(printerId);
  const jpeg = bytes && (await redraw(bytes));
  const pictures = kept();
  if (!jpeg) return pictures.get(printerId);
  const snapshot = { jpeg, takenAt: now() };
  pictures.delete(printerId);
  pictures.set(printerId, snapshot);
  const oldest = pictures.keys().next().value;
  if (pictures.size > KEPT && oldest !== undefined) pictures.delete(oldest);
  return snapshot;
}
