import { execFileSync } from "node:child_process";
import path from "node:path";
import { cliEnvironment } from "./server";

/** Runs `npm run supporters` beside the portal, as an operator does it. @returns what it printed */
export function supporters(...args: string[]): string {
  return execFileSync(path.resolve("node_modules/.bin/tsx"), ["scripts/supporters.ts", ...args], {
    env: cliEnvironment(),
    encoding: "utf8",
  });
}
