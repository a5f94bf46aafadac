import sharp from "sharp";
import { drawInTurn, MOST_PIXELS } from "@/lib/pictures/draw-in-turn";
import { pictureKind } from "@/lib/pictures/picture-kind";

/** A picture as JPEG: as it is where it is one, else drawn anew. @returns undefined for what is no picture */
export async function asJpeg(bytes: Buffer): Promise<Buffer | undefined> {
  const kind = pictureKind(bytes);
  if (!kind || kind === "jpeg") return kind && bytes;
  const picture = sharp(bytes, { limitInputPixels: MOST_PIXELS }).timeout({ seconds: 3 }).jpeg({ quality: 78 });
  const turn = await drawInTurn(() => picture.toBuffer().catch(() => undefined), { urgent: true });
  return turn.ok ? turn.drawn : undefined;
}
