import { chmod, mkdir } from "node:fs/promises";
import path from "node:path";
import { FolderError } from "@/lib/connector/private-files";

/**
 * The folder for one portal inside the connector's folder: another portal meets another identity, so none can pose as
 * us. Only its owner can look in.
 */
export async function openFolder(dir: string, portal: string): Promise<string> {
  const folder = path.join(path.resolve(dir), new URL(portal).host.replaceAll(/[^a-z0-9.-]/g, "_"));
  try {
    // Only our own folder is closed to others: the one it lies in may be anybody's.
    await mkdir(folder, { recursive: true });
    await chmod(folder, 0o700);
  } catch {
    throw new FolderError(`The folder ${folder} cannot be made.`);
  }
  return folder;
}
