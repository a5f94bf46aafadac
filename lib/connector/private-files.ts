import { constants } from "node:fs";
import { chmod, lstat, mkdir, open, rename, rm } from "node:fs/promises";
import { t } from "@/lib/connector/texts";

/*
 * Whoever may write to a folder may put a link there that leads elsewhere. Nothing here follows one in the last part of
 * a path: not to write, not to read, not to change whom a file lets in. The parts before are the caller's to choose.
 */

/** A file of the connector's folder is unusable; the message is a sentence for the person who started it. */
export class FolderError extends Error {}

// Windows has neither; the system gives 0 there, or nothing.
const NO_LINK = constants.O_NOFOLLOW ?? 0;
/** A pipe in the place of a file must not hold the program up. */
const NO_WAIT = constants.O_NONBLOCK ?? 0;

/** Writes a file that only its owner can read, whole or not at all. @throws FolderError when that cannot be */
export async function writePrivate(file: string, text: string): Promise<void> {
  await writeWhole(file, text).catch(() => {
    throw new FolderError(t("connector.folder.unwritable", { file }));
  });
}

async function writeWhole(file: string, text: string): Promise<void> {
  const draft = `${file}.new`;
  // What a crash left there, or a link: it goes itself, and not what it points at.
  await rm(draft, { force: true });
  const { O_CREAT, O_EXCL, O_WRONLY } = constants;
  const made = await open(draft, O_WRONLY | O_CREAT | O_EXCL | NO_LINK, 0o600);
  try {
    await made.chmod(0o600);
    await made.writeFile(text);
  } finally {
    await made.close();
  }
  await rename(draft, file);
}

const isMissing = (error: unknown) => error instanceof Error && "code" in error && error.code === "ENOENT";

/** @returns undefined when there is none @throws FolderError for what is no file of its own, such as a link */
async function read(file: string, willClose: boolean): Promise<string | undefined> {
  try {
    const found = await open(file, constants.O_RDONLY | NO_LINK | NO_WAIT);
    try {
      if (!(await found.stat()).isFile()) throw new FolderError(t("connector.folder.noFile", { file }));
      if (willClose) await found.chmod(0o600).catch(() => undefined);
      return await found.readFile("utf8");
    } finally {
      await found.close();
    }
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error instanceof FolderError ? error : new FolderError(t("connector.folder.unreadable", { file }));
  }
}

/** Reads a file. @returns undefined when there is none @throws FolderError for a link, or what cannot be read */
export const readIfThere = (file: string): Promise<string | undefined> => read(file, false);

/** As readIfThere, of a secret: from then on only its owner can read it. */
export const readSecret = (file: string): Promise<string | undefined> => read(file, true);

/**
 * Makes a folder, where it is missing, that only its owner can look into.
 * @throws FolderError where that cannot be, where a link is in its place, or where it is another user's: who runs this
 * as root must not write where somebody else decides what lies there
 */
export async function makePrivateFolder(folder: string): Promise<void> {
  const found = await mkdir(folder, { recursive: true })
    .then(() => lstat(folder))
    .catch(() => undefined);
  if (!found?.isDirectory()) throw new FolderError(t("connector.folder.unmade", { folder }));
  const self = process.getuid?.();
  if (self !== undefined && found.uid !== self) throw new FolderError(t("connector.folder.othersFolder", { folder }));
  const isClosed = await closeFolder(folder, self === undefined);
  if (!isClosed) throw new FolderError(t("connector.folder.open", { folder }));
}

/** By its handle, so that a link which takes the folder's place meanwhile changes nothing. Windows has no such. */
async function closeFolder(folder: string, isWindows: boolean): Promise<boolean> {
  try {
    if (isWindows) await chmod(folder, 0o700);
    else {
      const opened = await open(folder, constants.O_RDONLY | constants.O_DIRECTORY | NO_LINK);
      await opened.chmod(0o700).finally(() => opened.close());
    }
    return true;
  } catch {
    return false;
  }
}
