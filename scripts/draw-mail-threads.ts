// Draws the filament for mails, whose readers show no SVG: `public/mail-thread-*.png`, in light colors, twice as large
// as shown (552 by 56). To be run again, and its pictures committed, after its forms or colors changed.
import sharp from "sharp";
import { readAsset } from "@/lib/read-asset";
import { threadPicture, threadStyle, type ThreadPicture } from "@/lib/thread-picture";

const FORMS: ThreadPicture[] = ["laid", "fused", "snapped"];
const DOTS_PER_INCH = 144;

const light = readAsset("lib/palette.css").split("@media")[0] ?? "";
const color = (name: string) => new RegExp(`--${name}: (#[0-9a-f]{6});`).exec(light)?.[1] ?? "#000000";

for (const form of FORMS) {
  const svg = threadPicture(form, "mail")
    .replace("<svg ", '<svg width="552" height="56" ')
    .replace(">", `><style>${threadStyle(color)}</style>`);
  const file = `public/mail-thread-${form}.png`;
  await sharp(Buffer.from(svg), { density: DOTS_PER_INCH }).png({ palette: true, effort: 10 }).toFile(file);
  console.log(file);
}
