import { readdirSync } from "node:fs";
import path from "node:path";

const below = (place: string): string[] =>
  readdirSync(place, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? below(path.join(place, entry.name)) : [path.join(place, entry.name)],
  );

/** The program's own sources, without tests and what is generated. */
export const sourceFiles = (): string[] =>
  ["app", "components", "lib", "pages"]
    .flatMap(below)
    .filter((file) => /\.tsx?$/.test(file) && !/\.test\.ts$|\/generated\/|\/test-[^/]*\.ts$/.test(file))
    .concat("server.ts");
