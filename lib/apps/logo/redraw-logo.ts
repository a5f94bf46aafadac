import sharp from "sharp";
import { drawInTurn, MOST_PIXELS } from "@/lib/pictures/draw-in-turn";
import { pictureKind } from "@/lib/pictures/picture-kind";
import { failure, ok, type Result } from "@/lib/result";

/** Pixels on a side: twice the 100 CSS pixels of docs/app-contract.md#1-start-url, for dense screens. */
const SIDE = 200;
const PATIENCE_SECONDS = 2;

async function draw(
  bytes: Uint8Array,
  kind: string,
): Promise<Result<{ png: Uint8Array<ArrayBuffer> }, "not_a_picture" | "undecodable">> {
  try {
    const picture = sharp(bytes, { limitInputPixels: MOST_PIXELS, failOn: "error", autoOrient: true });
    if ((await picture.metadata()).format !== kind) return failure("not_a_picture");
    const png = await picture
      .resize(SIDE, SIDE, { fit: "inside", withoutEnlargement: true })
      .timeout({ seconds: PATIENCE_SECONDS })
      .png()
      .toBuffer();
    return ok({ png: new Uint8Array(png) });
  } catch {
    return failure("undecodable");
  }
}

/**
 * Decodes a picture and draws it anew as PNG of at most 200 x 200, so that nothing of the original bytes, such as a
 * script or a place in its metadata, is passed on. Of an animation the first picture is taken. `busy`: too many
 * pictures wait for it.
 */
export async function redrawLogo(
  bytes: Uint8Array,
): Promise<Result<{ png: Uint8Array<ArrayBuffer> }, "not_a_picture" | "undecodable" | "busy">> {
  const kind = pictureKind(bytes);
  if (!kind) return failure("not_a_picture");
  const turn = await drawInTurn(() => draw(bytes, kind));
  return turn.ok ? turn.drawn : turn;
}
