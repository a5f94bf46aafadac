// `npm run pictures [-- FOLDER]`: pictures of every screen, on a phone and on a tablet, light and dark, and a page that
// shows them side by side. `npm run pictures -- --readme`: the few that the README shows, in e2e/pictures, made small.
// Builds what runs first.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import sharp from "sharp";
import { build, fail, prepareSources, run, say, tool } from "./prepare.mjs";
import { freePort } from "../tests/support/free-port.mjs";

const isForReadme = process.argv[2] === "--readme";
const folder = path.resolve(isForReadme ? "e2e/pictures" : (process.argv[2] ?? "e2e/results/pictures"));
/** Columns of the page: what is seen at first, and the whole of what is higher than a phone. */
const KINDS = ["phone-light", "phone-dark", "phone-whole", "tablet-light", "tablet-dark"];

const pictures = () => readdirSync(folder).filter((file) => file.endsWith(".png"));

/** The page of pictures. @returns how many screens it shows */
function writeIndex() {
  const files = pictures();
  const names = [...new Set(files.map((file) => file.replace(/-(phone|tablet)-[a-z]+\.png$/, "")))].sort();
  const picture = (file) =>
    files.includes(file) ? `<a href="${file}"><img src="${file}" alt="${file}" loading="lazy"></a>` : "";
  const rows = names.map(
    (name) =>
      `<section id="${name}"><h2><a href="#${name}">${name}</a></h2>` +
      `<div>${KINDS.map((kind) => picture(`${name}-${kind}.png`)).join("")}</div></section>`,
  );
  writeFileSync(
    path.join(folder, "index.html"),
    `<!doctype html><html lang="en"><meta charset="utf-8"><title>Every screen</title><style>
body{font:15px system-ui;margin:24px;background:#cfcac1}h2{font-size:1rem}a{color:inherit}
div{display:flex;gap:16px;align-items:flex-start;overflow-x:auto}img{width:280px;box-shadow:0 1px 4px #0005}
img[src*="tablet"]{width:380px}</style>
<h1>Every screen</h1>${rows.join("\n")}</html>\n`,
  );
  return names.length;
}

/** Few colours are enough for a page, and they are a fifth of the bytes. */
async function makeSmall() {
  for (const file of pictures()) {
    const place = path.join(folder, file);
    writeFileSync(place, await sharp(place).png({ palette: true, colours: 64, effort: 10 }).toBuffer());
  }
}

prepareSources();
build();
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
process.env.E2E_PICTURES = folder;
process.env.E2E_PORT ??= String(await freePort());
const which = isForReadme ? "--grep=@readme" : "--grep-invert=@readme";
const well = run(tool("playwright"), ["test", "--no-deps", "--project=pictures", "--workers=1", which]);
if (isForReadme) await makeSmall();
else say(`${writeIndex()} screens: ${path.join(folder, "index.html")}`);
if (!well) fail("Some screens have no picture: what was said above tells why.");
