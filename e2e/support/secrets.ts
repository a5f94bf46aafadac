import { appendFileSync, existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { dataDir } from "./server";

const file = () => path.join(dataDir(), "..", "canaries.txt");

/** Notes secrets that a journey saw, so that the last test can search logs and database for them. */
export function recordSecrets(...secrets: string[]): void {
  appendFileSync(
    file(),
    secrets
      .filter(Boolean)
      .map((secret) => `${secret}\n`)
      .join(""),
  );
}

export function notedSecrets(): string[] {
  return existsSync(file()) ? [...new Set(readFileSync(file(), "utf8").split("\n").filter(Boolean))] : [];
}
