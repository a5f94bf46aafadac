import { readAsset } from "@/lib/read-asset";

const PALETTE = readAsset("lib/palette.css");

/** What the styles of every page that loads nothing begin with: the colours of both themes, ground and type. */
export const PLAIN_STYLE = PALETTE + readAsset("lib/plain-body.css");

/** The colors of a theme by their names, for what knows no variables of stylesheets: mails. */
export type Theme = Readonly<Record<string, string>>;

const [light = {}, dark = {}]: Theme[] = PALETTE.split("@media").map((block) =>
  Object.fromEntries([...block.matchAll(/--([a-z-]+): (#[0-9a-f]{6});/g)].map(([, name, color]) => [name, color])),
);

export const THEMES = { light, dark };

/** The ground of every page, for the browser's own bars. */
export const PAPER = { light: light.paper ?? "", dark: dark.paper ?? "" };
