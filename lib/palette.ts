import { readAsset } from "@/lib/read-asset";

const PALETTE = readAsset("lib/palette.css");

/** What the styles of every page that loads nothing begin with: the colours of both themes, ground and type. */
export const PLAIN_STYLE = PALETTE + readAsset("lib/plain-body.css");

const [light = "", dark = ""] = [...PALETTE.matchAll(/--paper: (#[0-9a-f]{6});/g)].map(([, color]) => color);

/** The ground of every page, for the browser's own bars. */
export const PAPER = { light, dark };
