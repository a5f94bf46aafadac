import { lstat, mkdir, readdir, rm } from "node:fs/promises";
import path from "node:path";
import { env } from "@/lib/env";

/** Where answers wait that an app reads slowly. */
export const spoolFolder = (): string => path.join(env().dataDir, "spool");

/** What a spool's files are called. */
export const SPOOL_NAME = /^spool-[A-Za-z0-9]{22}$/;

/** Makes the folder, for this account alone: what printers answer is their owners'. */
export async function makeSpoolFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
}

/**
 * Removes what a server that was killed has left: at the start and at the end, our own files and nothing else, and
 * nothing behind a link. A file that is in use has no name any more where the system allows that, so another server
 * with the same folder loses nothing.
 */
export async function clearSpoolFolder(folder = spoolFolder()): Promise<void> {
  const place = await lstat(folder).catch(() => undefined);
  if (!place?.isDirectory()) return;
  const names = (await readdir(folder).catch(() => [])).filter((name) => SPOOL_NAME.test(name));
  await Promise.all(names.map((name) => rm(path.join(folder, name), { force: true }).catch(() => undefined)));
}
