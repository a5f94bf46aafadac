import path from "node:path";
import { originOf } from "@/lib/connector/origin-of";
import type { FoundPlatform } from "@/lib/connector/platforms/detect-platform";
import { FolderError, readIfThere, writePrivate } from "@/lib/connector/private-files";
import { fields, number, text } from "@/lib/connector/read-json";
import { t } from "@/lib/connector/texts";

/** What was found at one address, once for all: a printer that is off, or another one beside it, changes nothing. */
const Stored = fields({
  printer: text(),
  platform: number((kind) => Number.isInteger(kind) && kind >= 1 && kind <= 20),
  moonraker: text((url) => originOf(url) === url).optional(),
});

export const kindFile = (folder: string): string => path.join(folder, "printer-kind.json");

/** @param printer origin that was given */
export async function saveKind(folder: string, printer: string, { platform, moonraker }: FoundPlatform): Promise<void> {
  await writePrivate(kindFile(folder), `${JSON.stringify({ printer, platform, moonraker }, null, 2)}\n`);
}

/**
 * @returns undefined when nothing was found yet at this address
 * @throws FolderError when the file is damaged
 */
export async function loadKind(folder: string, printer: string): Promise<FoundPlatform | undefined> {
  const text = await readIfThere(kindFile(folder));
  if (text === undefined) return undefined;
  try {
    const { printer: of, platform, moonraker } = Stored.parse(JSON.parse(text));
    return of === printer ? { platform, ...(moonraker !== undefined && { moonraker }) } : undefined;
  } catch {
    throw new FolderError(t("connector.folder.damagedKind", { file: kindFile(folder) }));
  }
}
