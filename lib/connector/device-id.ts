import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";

/**
 * Tells two machines with the same identity apart (a copied card), without telling the portal which machine it is.
 * @returns undefined where the system has no machine id
 */
export async function deviceId(printerId: string): Promise<string | undefined> {
  const machine = await readFile("/etc/machine-id", "utf8").catch(() => "");
  if (!machine.trim()) return undefined;
  return `connector-${createHash("sha256").update(`${printerId}\n${machine.trim()}`).digest("hex")}`;
}
