// `npm run pictures [-- FOLDER]`: pictures of every screen, on a phone and on a tablet, light and dark, and a page that
// shows them side by side. Builds what runs first.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { build, fail, prepareSources, run, say, tool } from "./prepare.mjs";
import { freePort } from "../tests/support/free-port.mjs";

const folder = path.resolve(process.argv[2] ?? "e2e/results/pictures");
/** Columns of the page: what is seen at first, and the whole of what is higher than a phone. */
const KINDS = ["phone-light", "phone-dark", "phone-whole", "tablet-light", "tablet-dark"];

/** The page of pictures. */
function writeIndex() {
  const files = readdirSync(folder).filter((file) => file.endsWith(".png"));
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

prepareSources();
build();
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
process.env.E2E_PICTURES = folder;
process.env.E2E_PORT ??= String(await freePort());
const well = run(tool("playwright"), ["test", "--no-deps", "--project=pictures", "--workers=1"]);
say(`${writeIndex()} screens: ${path.join(folder, "index.html")}`);
if (!well) fail("Some screens have no picture: what was said above tells why.");
