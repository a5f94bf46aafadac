import { execFileSync } from "node:child_process";
import path from "node:path";
import { cliEnvironment } from "./server";

/** An app that was checked, and opens by its own address. */
export const PILOT = { appId: "printpilot", returnUrl: "printpilot://connected" };
/** One that nobody checked, and that goes to a plain address. */
export const COOL = { appId: "coolremote", returnUrl: "http://192.168.1.20/back" };

const GIVEN: Record<string, string[]> = {
  printpilot: [
    "--name",
    "Print Pilot",
    "--publisher",
    "Pilot Apps",
    "--verified",
    "--return",
    "exact:printpilot://connected",
  ],
  coolremote: ["--name", "Cool Printer Remote", "--publisher", "Pixel Goblins", "--return", "lan"],
  paused: ["--name", "Old Remote"],
};

const apps = (...args: string[]) =>
  execFileSync(path.resolve("node_modules/.bin/tsx"), ["scripts/apps.ts", ...args], {
    env: cliEnvironment(),
    stdio: "pipe",
  });

/** Registers the apps of the pictures, where no area before did. */
export function registerApps(): void {
  for (const [id, given] of Object.entries(GIVEN))
    try {
      apps("add", id, ...given);
    } catch {
      // It is there already.
    }
  apps("disable", "paused");
}
