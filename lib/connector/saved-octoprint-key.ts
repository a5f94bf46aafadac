import path from "node:path";
import { FolderError, readIfThere, writePrivate } from "@/lib/connector/private-files";
import { fields, text } from "@/lib/connector/read-json";
import { t } from "@/lib/connector/texts";

/**
 * An API key of the OctoPrint at one address. It goes there and nowhere else: not into logs, reports or to the portal.
 */
const Stored = fields({ printer: text(), apiKey: text() });

const fileIn = (folder: string) => path.join(folder, "octoprint-key.json");

/** @param printer origin the key belongs to */
export async function saveOctoPrintKey(folder: string, printer: string, apiKey: string): Promise<void> {
  await writePrivate(fileIn(folder), `${JSON.stringify({ printer, apiKey }, null, 2)}\n`);
}

/**
 * Reads the key that was kept before. The folder is one portal's: a key that was given for one portal serves no other.
 * @returns undefined when there is none, or only one of a printer at another address
 * @throws FolderError when the file is damaged
 */
export async function loadOctoPrintKey(folder: string, printer: string): Promise<string | undefined> {
  const text = await readIfThere(fileIn(folder));
  if (text === undefined) return undefined;
  try {
    const stored = Stored.parse(JSON.parse(text));
    return stored.printer === printer ? stored.apiKey : undefined;
  } catch {
    throw new FolderError(t("connector.folder.damagedKey", { file: fileIn(folder) }));
  }
}
