import { readAsset } from "@/lib/read-asset";

/** The colours of both themes as custom properties, for pages that load nothing. */
export const PALETTE = readAsset("lib/palette.css");

const [light = "", dark = ""] = [...PALETTE.matchAll(/--paper: (#[0-9a-f]{6});/g)].map(([, color]) => color);

/** The ground of every page, for the browser's own bars. */
export const PAPER = { light, dark };
