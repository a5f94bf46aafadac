import sharp from "sharp";
import { env } from "@/lib/env";
import { MAIL_LOGO, THREAD, threadCid } from "@/lib/mail/mail-html";
import { recordFault } from "@/lib/observability/record-fault";
import { THEMES } from "@/lib/palette";
import { shared } from "@/lib/shared";
import { threadPicture, threadStyle, type ThreadPicture } from "@/lib/thread-picture";

/** A picture that travels inside a mail, and is named in its HTML as `cid:` and its name (RFC 2392). */
export type MailPicture = { cid: string; content: Buffer };

/** Shown half as large: for screens of two dots a pixel. */
const DOTS_PER_INCH = 144;
const DOTS_PER_PIXEL = 2;

const THREADS: Record<string, ThreadPicture> = {
  [threadCid("laid")]: "laid",
  [threadCid("fused")]: "fused",
  [threadCid("snapped")]: "snapped",
};

/** The filament in light colors, tinted as the pages are. Mail programs show no SVG. */
function drawThread(form: ThreadPicture): Promise<Buffer> {
  const tones: Record<string, string> = env().brand.tones?.light ?? {};
  const style = threadStyle((name) => tones[name] ?? THEMES.light[name] ?? "");
  const svg = threadPicture(form, "mail")
    .replace("<svg ", `<svg width="${THREAD.width}" height="${THREAD.height}" `)
    .replace(">", `><style>${style}</style>`);
  return sharp(Buffer.from(svg), { density: DOTS_PER_INCH }).png({ palette: true, effort: 10 }).toBuffer();
}

function draw(cid: string): Promise<Buffer | undefined> | undefined {
  const { logo } = env().brand;
  if (cid === MAIL_LOGO.cid)
    return (
      logo &&
      sharp(logo.body, { density: 2 * DOTS_PER_INCH })
        .resize({ height: DOTS_PER_PIXEL * MAIL_LOGO.height })
        .png()
        .toBuffer()
    );
  const form = THREADS[cid];
  return form && drawThread(form);
}

/** Drawn once: a picture that cannot be drawn is left out of every mail, and the log says why. */
const drawn = (cid: string): Promise<Buffer | undefined> =>
  shared(`mail-picture ${cid}`, async () => {
    try {
      return await draw(cid);
    } catch (error) {
      recordFault(error);
      return undefined;
    }
  });

/**
 * The pictures that a mail's HTML names. They travel with it: a mail loads nothing from anywhere, so that nothing tells
 * that it was read.
 */
export async function mailPictures(html: string): Promise<MailPicture[]> {
  const cids = new Set([...html.matchAll(/src="cid:([a-z-]+@portal)"/g)].map(([, cid = ""]) => cid));
  const found = await Promise.all([...cids].map(async (cid) => ({ cid, content: await drawn(cid) })));
  return found.flatMap(({ cid, content }) => (content ? [{ cid, content }] : []));
}

/** The HTML of a mail with its pictures inside, for a page that shows it. */
export async function showMailPictures(html: string): Promise<string> {
  const pictures = await mailPictures(html);
  return pictures.reduce(
    (shown, { cid, content }) =>
      shown.replaceAll(`src="cid:${cid}"`, `src="data:image/png;base64,${content.toString("base64")}"`),
    html,
  );
}
