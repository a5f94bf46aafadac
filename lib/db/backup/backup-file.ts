import { createReadStream, createWriteStream } from "node:fs";
import { link, rm } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip, createGzip } from "node:zlib";
import { z } from "zod";
import { randomToken } from "@/lib/random";

/*
 * A backup is packed text. Its first line says what it is; each other one is a table's name and a row of it as the
 * database writes it in JSON, with a tab between; the last one says how many rows there were, so that a file that was
 * cut off is noticed before anything is touched.
 */

const FORMAT = 1;
const END = "end";

const Head = z.object({
  format: z.literal(FORMAT),
  madeAt: z.string(),
  /** Names of the migrations that its tables were made by. */
  migrations: z.array(z.string()).min(1),
  /** Where its counters stood. */
  sequences: z.record(z.string(), z.string()),
});

/** What a backup says of itself. */
export type BackupHead = Omit<z.infer<typeof Head>, "format">;

/** A row, as text that only the database reads. */
export type BackupRow = { table: string; json: string };

async function* lines(head: BackupHead, rows: AsyncIterable<BackupRow>, count: { rows: number }) {
  yield `${JSON.stringify({ format: FORMAT, ...head })}\n`;
  for await (const { table, json } of rows) {
    count.rows++;
    yield `${table}\t${json}\n`;
  }
  yield `${END}\t${count.rows}\n`;
}

/**
 * Writes a backup, readable by its owner alone; there is no file of that name before it is whole.
 * @returns how many rows it holds
 * @throws what the disk said, such as EEXIST where the file is there already
 */
export async function writeBackupFile(file: string, head: BackupHead, rows: AsyncIterable<BackupRow>): Promise<number> {
  // Of nobody else's making, and under no name that somebody could lay out for it.
  const part = `${file}.${randomToken(8)}.part`;
  const count = { rows: 0 };
  try {
    const packed = createWriteStream(part, { mode: 0o600, flags: "wx", flush: true });
    await pipeline(Readable.from(lines(head, rows, count)), createGzip(), packed);
    // Unlike a new name, a second one never takes the place of a file.
    await link(part, file);
  } finally {
    await rm(part, { force: true });
  }
  return count.rows;
}

async function* readLines(file: string) {
  const unpacked = createGunzip();
  const reading = pipeline(createReadStream(file), unpacked);
  reading.catch(() => undefined);
  let rest = "";
  // Not by `readline`: some versions of Node also end lines at U+2028, which people may write in their texts.
  for await (const piece of unpacked.setEncoding("utf8") as AsyncIterable<string>) {
    const pieces = (rest + piece).split("\n");
    rest = pieces.pop() ?? "";
    yield* pieces;
  }
  if (rest) yield rest;
  await reading;
}

/** A file is no backup, or not a whole one. Its message is a sentence. */
export class BackupError extends Error {}

/**
 * Reads a backup from its beginning, and ends with an error unless it is whole.
 * @param onRow is waited for
 * @throws BackupError
 */
export async function readBackupFile(
  file: string,
  onRow: (row: BackupRow, head: BackupHead) => Promise<void> | void,
): Promise<{ head: BackupHead; rows: number }> {
  let head: BackupHead | undefined;
  let [rows, end] = [0, ""];
  try {
    for await (const line of readLines(file)) {
      if (!head) {
        head = Head.parse(JSON.parse(line));
        continue;
      }
      const tab = line.indexOf("\t");
      const [table, json] = [line.slice(0, tab), line.slice(tab + 1)];
      if (table === END) end = json;
      else {
        await onRow({ table, json }, head);
        rows++;
      }
    }
  } catch (error) {
    const isOfFile = error instanceof z.ZodError || error instanceof SyntaxError || isFault(error);
    if (!isOfFile) throw error;
    throw new BackupError(`${file} is no backup of this portal, or is damaged.`);
  }
  if (!head || end !== String(rows)) throw new BackupError(`${file} is not whole: it was cut off.`);
  return { head, rows };
}

/** What the disk says, and what unpacking does. */
const isFault = (error: unknown) => {
  const { code = "" } = error as NodeJS.ErrnoException;
  return code.startsWith("Z_") || ["ENOENT", "EISDIR", "EACCES"].includes(code);
};
