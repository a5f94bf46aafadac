import path from "node:path";
import { makePrivateFolder } from "@/lib/connector/private-files";

/**
 * The folder for one portal inside the connector's folder: another portal meets another identity, so none can pose as
 * us.
 */
export const folderFor = (dir: string, portal: string): string =>
  path.join(path.resolve(dir), new URL(portal).host.replaceAll(/[^a-z0-9.-]/g, "_"));

/**
 * Makes it, where it is missing. Only our own folder is closed to others: the one it lies in may be anybody's.
 * @throws FolderError
 */
export async function openFolder(dir: string, portal: string): Promise<string> {
  const folder = folderFor(dir, portal);
  await makePrivateFolder(folder);
  return folder;
}
