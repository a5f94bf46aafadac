import { crc32, deflateSync } from "node:zlib";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { redrawLogo } from "@/lib/apps/logo/redraw-logo";

const plain = (width = 300, height = 120) => sharp({ create: { width, height, channels: 4, background: "#c0431a" } });

const chunk = (type: string, data: Buffer) => {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const size = Buffer.alloc(4);
  const sum = Buffer.alloc(4);
  size.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([size, body, sum]);
};

/** A whole and valid PNG of one bit a pixel: huge to decode, small to send. */
const bomb = (side: number) => {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header[8] = 1;
  const rows = deflateSync(Buffer.alloc((Math.ceil(side / 8) + 1) * side));
  return Buffer.concat([
    Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
    chunk("IHDR", header),
    chunk("IDAT", rows),
    chunk("IEND", Buffer.alloc(0)),
  ]);
};

describe("redrawing a logo", () => {
  it.each(["png", "jpeg", "webp", "gif"] as const)("makes a PNG of at most 200 x 200 of a %s", async (format) => {
    const drawn = await redrawLogo(await plain().toFormat(format).toBuffer());
    expect(drawn.ok && (await sharp(drawn.png).metadata())).toMatchObject({ format: "png", width: 200, height: 80 });
  });

  it("leaves a small picture as small as it is", async () => {
    const drawn = await redrawLogo(await plain(30, 40).png().toBuffer());
    expect(drawn.ok && (await sharp(drawn.png).metadata())).toMatchObject({ width: 30, height: 40 });
  });

  it("passes on nothing that was hidden in the file", async () => {
    const original = Buffer.concat([
      await plain()
        .withExif({ IFD0: { Copyright: "hidden-words" } })
        .jpeg()
        .toBuffer(),
      Buffer.from("<script>hidden-words</script>"),
    ]);
    expect(original.toString("latin1")).toContain("hidden-words");
    const drawn = await redrawLogo(original);
    expect(drawn.ok).toBe(true);
    expect(drawn.ok && Buffer.from(drawn.png).toString("latin1")).not.toContain("hidden-words");
  });

  it("takes the first picture of an animation", async () => {
    const frames = await sharp([await plain(10, 10).png().toBuffer(), await plain(10, 10).png().toBuffer()], {
      join: { animated: true },
    })
      .gif()
      .toBuffer();
    const drawn = await redrawLogo(frames);
    expect(drawn.ok && (await sharp(drawn.png).metadata())).toMatchObject({ width: 10, height: 10 });
  });

  it("refuses a picture of too many pixels without decoding it", async () => {
    const bytes = bomb(20_000);
    expect(bytes.length).toBeLessThan(2 * 1024 * 1024);
    const start = performance.now();
    expect(await redrawLogo(bytes)).toEqual({ ok: false, error: "undecodable" });
    expect(performance.now() - start).toBeLessThan(1000);
    expect(await redrawLogo(bomb(2049))).toEqual({ ok: false, error: "undecodable" });
    expect(await redrawLogo(bomb(2048))).toMatchObject({ ok: true });
  });

  it.each([
    ["an SVG", `<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>`],
    ["an SVG with a declaration", `<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>`],
    ["a web page", "<!doctype html><title>logo.png</title>"],
    ["a PDF", "%PDF-1.7"],
    ["a TIFF", "II*\0"],
    ["an AVIF", "\0\0\0\x1cftypavif"],
    ["a wave file", "RIFF\0\0\0\0WAVE"],
    ["nothing", ""],
    ["half a signature", "\x89PNG"],
  ])("refuses %s", async (_, text) => {
    expect(await redrawLogo(Buffer.from(text, "latin1"))).toEqual({ ok: false, error: "not_a_picture" });
  });

  it("refuses a picture that is cut off, or only begins like one", async () => {
    const whole = await sharp({
      create: {
        width: 200,
        height: 200,
        channels: 3,
        background: "red",
        noise: { type: "gaussian", mean: 128, sigma: 30 },
      },
    })
      .png()
      .toBuffer();
    expect(await redrawLogo(whole.subarray(0, whole.length / 2))).toEqual({ ok: false, error: "undecodable" });
    expect(await redrawLogo(Buffer.from("\x89PNG\r\n\x1a\n<svg/>", "latin1"))).toEqual({
      ok: false,
      error: "undecodable",
    });
    expect(await redrawLogo(Buffer.from("GIF89a<svg/>"))).toEqual({ ok: false, error: "undecodable" });
  });
});
