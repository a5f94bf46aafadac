import sharp from "sharp";
import { pictureKind } from "@/lib/apps/logo/picture-kind";
import { failure, ok, type Result } from "@/lib/result";

/** Pixels on a side: twice the 100 CSS pixels of contract section 1, for dense screens. */
const SIDE = 200;
// A logo of 4096 x 4096 is generous; what is more is made to use up memory.
const MAX_PIXELS = 4096 * 4096;

/**
 * Decodes a picture and draws it anew as PNG of at most 200 x 200, so that nothing of the original bytes, such as a script or
 * a place in its metadata, is passed on. Of an animation the first picture is taken.
 */
export async function redrawLogo(bytes: Uint8Array): Promise<Result<{ png: Uint8Array<ArrayBuffer> }, "not_a_picture" | "undecodable">> {
  const kind = pictureKind(bytes);
  if (!kind) return failure("not_a_picture");
  try {
    const picture = sharp(bytes, { limitInputPixels: MAX_PIXELS, failOn: "error", autoOrient: true });
    if ((await picture.metadata()).format !== kind) return failure("not_a_picture");
    const png = await picture.resize(SIDE, SIDE, { fit: "inside", withoutEnlargement: true }).timeout({ seconds: 3 }).png().toBuffer();
    return ok({ png: new Uint8Array(png) });
  } catch {
    return failure("undecodable");
  }
}
