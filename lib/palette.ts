import { readAsset } from "@/lib/read-asset";
import { threadStyle } from "@/lib/thread-picture";

const PALETTE = readAsset("lib/palette.css");

/** What the styles of a page that loads nothing begin with: colours of both themes, ground, type and filament. */
export const PLAIN_STYLE = PALETTE + readAsset("lib/plain-body.css") + threadStyle((name) => `var(--${name})`);

/** The colors of a theme by their names, for what knows no variables of stylesheets: mails. */
export type Theme = Readonly<Record<string, string>>;

const [light = {}, dark = {}]: Theme[] = PALETTE.split("@media").map((block) =>
  Object.fromEntries([...block.matchAll(/--([a-z-]+): (#[0-9a-f]{6});/g)].map(([, name, color]) => [name, color])),
);

export const THEMES = { light, dark };

/** The ground of every page, for the browser's own bars. */
export const PAPER = { light: light.paper ?? "", dark: dark.paper ?? "" };
