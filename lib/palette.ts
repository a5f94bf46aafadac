import { readAsset } from "@/lib/read-asset";
import { threadStyle } from "@/lib/thread-picture";

const PALETTE = readAsset("lib/palette.css");

/** What the styles of a page that loads nothing begin with: colours of both themes, ground, type and filament. */
export const PLAIN_STYLE = PALETTE + readAsset("lib/plain-body.css") + threadStyle((name) => `var(--${name})`);

const [light = "", dark = ""] = [...PALETTE.matchAll(/--paper: (#[0-9a-f]{6});/g)].map(([, color]) => color);

/** The ground of every page, for the browser's own bars. */
export const PAPER = { light, dark };
