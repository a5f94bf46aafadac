import { randomBytes } from "node:crypto";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { asJpeg } from "@/lib/pictures/as-jpeg";

/** Noise, which does not pack. */
const noise = (width: number, height: number) =>
  sharp(randomBytes(width * height * 3), { raw: { width, height, channels: 3 } });

describe("a printer's picture as JPEG", () => {
  it("is the very bytes that the printer sent, where that is one", async () => {
    const jpeg = await noise(64, 48).jpeg().toBuffer();
    expect(await asJpeg(jpeg)).toBe(jpeg);
  });

  it("is drawn anew where it is large or another kind", async () => {
    const large = await noise(1600, 900).jpeg({ quality: 100 }).toBuffer();
    expect(large.length).toBeGreaterThan(1024 * 1024);
    const small = await asJpeg(large);
    expect(await sharp(small).metadata()).toMatchObject({ format: "jpeg", width: 1280, height: 720 });
    expect(small?.length).toBeLessThan(large.length);
    const png = await noise(64, 48).png().toBuffer();
    expect(await sharp(await asJpeg(png)).metadata()).toMatchObject({ format: "jpeg", width: 64, height: 48 });
  });

  it.each([
    ["nothing", Buffer.alloc(0)],
    ["a page", Buffer.from("<html></html>")],
    ["an SVG", Buffer.from("<svg xmlns='http://www.w3.org/2000/svg'/>")],
    ["a PNG that is none", Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), randomBytes(100)])],
    ["a large JPEG that is none", Buffer.concat([Buffer.from([0xff, 0xd8, 0xff]), randomBytes(1_100_000)])],
  ])("is not made of %s", async (_, bytes) => expect(await asJpeg(bytes)).toBeUndefined());
});
