import { existsSync } from "node:fs";
import path from "node:path";
import { originOf } from "@/lib/connector/origin-of";
import { FolderError, readIfThere, writePrivate } from "@/lib/connector/private-files";
import { fields, text } from "@/lib/connector/read-json";
import { t } from "@/lib/connector/texts";

const Stored = fields({ printer: text((printer) => originOf(printer) === printer) });

const noteIn = (folder: string) => path.join(folder, "printer.json");

/** Which printer the portal's own folder belongs to. @returns undefined when nobody noted it */
async function ownerOf(folder: string): Promise<string | undefined> {
  for (const file of [noteIn(folder), path.join(folder, "printer-kind.json")]) {
    const told = await readIfThere(file);
    if (told === undefined) continue;
    try {
      return Stored.parse(JSON.parse(told)).printer;
    } catch {
      throw new FolderError(t("connector.folder.damaged", { file }));
    }
  }
  return undefined;
}

const belowFor = (folder: string, printer: string) =>
  path.join(folder, "printers", printer.replace(/^https?:\/\//, "").replaceAll(/[^a-z0-9.-]/g, "_"));

type Assigned = {
  /** In the order of the printers; those below the portal's folder may not be there yet. */
  folders: string[];
  /** Whose the portal's own folder is now, where that is not noted yet. */
  toNote: string | undefined;
};

/**
 * Finds each printer of one connector a folder of its own, for an identity of its own; changes nothing. The portal's
 * folder itself is the first printer's: an install with one printer stays what it is, also when that printer gets
 * another address. Each further printer has one below it, named by its address; the order on the command line does not
 * matter.
 * @param folder of the portal (folderFor) @param printers their origins
 * @throws FolderError when what is noted is damaged
 */
async function planFolders(folder: string, printers: readonly string[]): Promise<Assigned> {
  const hasOthers = existsSync(path.join(folder, "printers"));
  const noted = await ownerOf(folder);
  let owner = noted;
  const isFree = (printer: string) =>
    owner === undefined || owner === printer || (owner === noted && printers.length === 1 && !hasOthers);
  const folders: string[] = [];
  for (const printer of printers) {
    const below = belowFor(folder, printer);
    if (owner !== printer && existsSync(below)) folders.push(below);
    else if (isFree(printer)) {
      owner = printer;
      folders.push(folder);
    } else folders.push(below);
  }
  return { folders, toNote: owner === noted ? undefined : owner };
}

/** Which folder each printer has, for who only looks: nothing is made or noted. As planFolders. */
export const findFolders = async (folder: string, printers: readonly string[]): Promise<string[]> =>
  (await planFolders(folder, printers)).folders;

/** Gives each printer its folder, and notes whose the portal's own one is. As planFolders. */
export async function assignFolders(folder: string, printers: readonly string[]): Promise<string[]> {
  const { folders, toNote } = await planFolders(folder, printers);
  if (toNote !== undefined) await writePrivate(noteIn(folder), `${JSON.stringify({ printer: toNote }, null, 2)}\n`);
  return folders;
}
