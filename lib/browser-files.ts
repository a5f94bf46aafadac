import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { shared } from "@/lib/shared";

/** Below this the portal's pages find their script and their stylesheet. */
const FOLDER = "/assets/";

/** `policy`: what a browser lets it do that opens it by itself. */
export type BrowserFile = { type: string; body: Buffer; gzipped: Buffer; policy?: string };

type Built = { at: number; script: string; style: string; files: Map<string, BrowserFile> };

const inFolder = (name: string) => path.join(/* turbopackIgnore: true */ process.cwd(), "dist/browser", name);

/** What was built, read anew only after another build. */
function built(): Built {
  const { mtimeMs: at } = statSync(inFolder("assets.json"));
  const known = shared("browser-files", () => ({ built: undefined as Built | undefined }));
  if (known.built?.at !== at) {
    const names = JSON.parse(readFileSync(inFolder("assets.json"), "utf8")) as { script: string; style: string };
    known.built = { at, ...names, files: new Map() };
  }
  return known.built;
}

/** Addresses of the one script and the one stylesheet. */
export function browserAssets(): { script: string; style: string } {
  const { script, style } = built();
  return { script: FOLDER + script, style: FOLDER + style };
}

function load(name: string): BrowserFile | undefined {
  try {
    const body = readFileSync(inFolder(name));
    return {
      type: name.endsWith(".css") ? "text/css; charset=utf-8" : "text/javascript; charset=utf-8",
      body,
      gzipped: gzipSync(body, { level: 9 }),
    };
  } catch {
    return undefined;
  }
}

/** A file of the pages at an address; its name changes with what is in it. @param urlPath normalized path */
export function findBrowserFile(urlPath: string): BrowserFile | undefined {
  if (!urlPath.startsWith(FOLDER)) return undefined;
  const name = urlPath.slice(FOLDER.length);
  if (!/^[\w-]{1,80}\.(js|css)$/.test(name)) return undefined;
  const { files } = built();
  const file = files.get(name) ?? load(name);
  // What is not there is not remembered: anybody may ask for any name.
  if (file) files.set(name, file);
  return file;
}
