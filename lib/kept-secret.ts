import { chmodSync, existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { randomToken } from "@/lib/random";

/** Reads or makes a secret of this installation, in a file only its owner can read. */
export function keptSecret(file: string): string {
  if (!existsSync(file)) {
    mkdirSync(path.dirname(file), { recursive: true });
    const draft = `${file}.${randomToken(8)}`;
    writeFileSync(draft, randomToken(43), { mode: 0o600 });
    try {
      // Linking, unlike renaming, leaves the file of another process that was faster, and never shows half of one.
      linkSync(draft, file);
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
    } finally {
      rmSync(draft);
    }
  }
  chmodSync(file, 0o600);
  return readFileSync(file, "utf8").trim();
}
