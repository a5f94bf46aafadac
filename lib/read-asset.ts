import { readFileSync } from "node:fs";
import path from "node:path";

/**
 * The text of a stylesheet or script that goes into a page as it is. Read when the page's module is loaded, so that a
 * missing one stops the start and no page has to wait for it.
 * @param file path from the folder that the program runs in, where the framework looks for its build as well
 */
export const readAsset = (file: string): string =>
  readFileSync(path.join(/* turbopackIgnore: true */ process.cwd(), file), "utf8");
