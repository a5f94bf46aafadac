import { chmod, mkdir, readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { randomString, randomToken } from "@/lib/random";

/** Who a printer is to a portal (protocol notes, section 3.2). The id is public, the private key is its secret. */
export type Identity = { printerId: string; privateKey: string };

const ID_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

const Stored = z.object({ printerId: z.string().regex(/^[A-Za-z0-9]{40,60}$/), privateKey: z.string().regex(/^[A-Za-z0-9]{80,128}$/) });

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

/** The folder for one portal inside the connector's folder: another portal meets another identity, so none can pose as us. */
export async function openFolder(dir: string, portal: string): Promise<string> {
  const folder = path.join(path.resolve(dir), new URL(portal).host.replaceAll(/[^a-z0-9.-]/g, "_"));
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await Promise.all([chmod(path.resolve(dir), 0o700), chmod(folder, 0o700)]);
  } catch {
    throw new FolderError(`The folder ${folder} cannot be made.`);
  }
  return folder;
}

/**
 * Reads the printer's identity, or makes it at the first start.
 * @throws FolderError when the file is there and damaged: a new identity would lose the link to the account silently
 */
export async function keepIdentity(folder: string): Promise<Identity> {
  const file = path.join(folder, "identity.json");
  const text = await readIfThere(file);
  if (text === undefined) {
    const identity = { printerId: randomString(ID_ALPHABET, 60), privateKey: randomToken(80) };
    await writePrivate(file, `${JSON.stringify(identity, null, 2)}\n`);
    return identity;
  }
  await chmod(file, 0o600);
  try {
    return Stored.parse(JSON.parse(text));
  } catch {
    throw new FolderError(`${file} is damaged. Restore it, or delete it to start as a new printer, which has to be linked again.`);
  }
}
