import { chmod, readFile, rename, writeFile } from "node:fs/promises";

/** A file of the connector's folder is unusable; the message is a sentence for the person who started it. */
export class FolderError extends Error {}

/** Writes a file that only its owner can read, whole or not at all. */
export async function writePrivate(file: string, text: string): Promise<void> {
  const draft = `${file}.new`;
  await writeFile(draft, text, { mode: 0o600 });
  await chmod(draft, 0o600);
  await rename(draft, file);
}

/** Reads a file. @returns undefined when there is none */
export async function readIfThere(file: string): Promise<string | undefined> {
  return readFile(file, "utf8").catch((error: unknown) => {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw new FolderError(`${file} cannot be read.`);
  });
}
