import sharp from "sharp";
import { drawInTurn } from "@/lib/pictures/draw-in-turn";
import { pictureKind } from "@/lib/pictures/picture-kind";

/** A larger JPEG is drawn anew, smaller: many are held at a time. */
const LARGEST_BYTES = 1024 * 1024;
const WIDTH = 1280;
/** As webcams have them. */
const MOST_PIXELS = 4096 * 4096;

/**
 * A printer's picture as JPEG of a bounded size: as it is where it is one, else drawn anew.
 * @returns undefined for what is no picture
 */
export async function asJpeg(bytes: Buffer): Promise<Buffer | undefined> {
  const kind = pictureKind(bytes);
  if (!kind || (kind === "jpeg" && bytes.length <= LARGEST_BYTES)) return kind && bytes;
  const picture = sharp(bytes, { limitInputPixels: MOST_PIXELS, autoOrient: true })
    .resize(WIDTH, undefined, { withoutEnlargement: true })
    .timeout({ seconds: 3 })
    .jpeg({ quality: 78 });
  const turn = await drawInTurn(() => picture.toBuffer().catch(() => undefined), { urgent: true });
  return turn.ok ? turn.drawn : undefined;
}
