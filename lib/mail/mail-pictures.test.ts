import sharp from "sharp";
import { afterEach, describe, expect, it } from "vitest";
import { brandTones } from "@/lib/brand-tones";
import { env, overrideEnv } from "@/lib/env";
import { mailPictures, showMailPictures } from "@/lib/mail/mail-pictures";
import { forgetShared } from "@/lib/shared";

const before = env();
const CIDS = ["thread-laid@portal", "thread-fused@portal", "thread-snapped@portal", "logo@portal"];
const HTML = CIDS.map((cid) => `<img src="cid:${cid}">`).join("");

afterEach(() => {
  overrideEnv(before);
  for (const cid of CIDS) forgetShared(`mail-picture ${cid}`);
});

const withLogo = (body: Buffer) =>
  overrideEnv({
    brand: {
      tones: undefined,
      logo: { type: "image/svg+xml", extension: "svg", version: "1", policy: "", body, gzipped: body },
    },
  });

/** The color of a dot, as `#rrggbb`. */
async function dot(picture: Buffer, left: number, top: number): Promise<string> {
  const bytes = await sharp(picture).extract({ left, top, width: 1, height: 1 }).removeAlpha().raw().toBuffer();
  return `#${bytes.subarray(0, 3).toString("hex")}`;
}

describe("the pictures of a mail", () => {
  it("are those that it names, twice as large as shown", async () => {
    const found = await mailPictures(HTML.slice(0, HTML.indexOf("<img", 5)));
    expect(found.map(({ cid }) => cid)).toEqual(["thread-laid@portal"]);
    expect(await sharp(found[0]?.content).metadata()).toMatchObject({ width: 1104, height: 112, format: "png" });
    expect(found[0]?.content.length).toBeLessThan(10_000);
  });

  it("are tinted by the operator", async () => {
    const tones = brandTones("#1a5fb4");
    overrideEnv({ brand: { tones: tones.ok ? tones.tones : undefined, logo: undefined } });
    const [fused] = await mailPictures('<img src="cid:thread-fused@portal">');
    // In the middle of the taut thread.
    expect(await dot(fused?.content ?? Buffer.alloc(0), 552, 56)).toBe("#1a5fb4");
  });

  it("hold the operator's logo, of lines as well, as mail programs show it", async () => {
    withLogo(
      Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 10"><path d="M0 0h30v10H0z"/></svg>'),
    );
    const [logo] = await mailPictures('<img src="cid:logo@portal">');
    expect(await sharp(logo?.content).metadata()).toMatchObject({ width: 120, height: 40, format: "png" });
  });

  it("leave out what cannot be drawn", async () => {
    withLogo(Buffer.from("<svg>"));
    expect((await mailPictures(HTML)).map(({ cid }) => cid)).toEqual(CIDS.slice(0, 3));
  });

  it("are inside of a page that shows the mail", async () => {
    expect(await showMailPictures('<img src="cid:thread-fused@portal">')).toMatch(
      /^<img src="data:image\/png;base64,iVBOR[\w+/=]+">$/,
    );
  });
});
