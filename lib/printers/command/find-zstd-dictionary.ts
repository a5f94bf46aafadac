import { createHash } from "node:crypto";
import { readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { failure, ok, type Result } from "@/lib/result";

/** How a zstd dictionary begins (RFC 8878, 6); its number follows. */
const MAGIC = Buffer.from([0x37, 0xa4, 0x30, 0xec]);
/** The same as a text of base64 in a program: `N6Qw7…`. */
const LITERAL = /["'](N6Qw7[A-Za-z0-9+/]{300,}={0,2})["']/g;

const SMALLEST = 256;
const LARGEST_FILE = 4 * 1024 * 1024;
const DEEPEST = 10;
const MOST_FILES = 50_000;

/** A dictionary, and the file that it is in. @property sha256 of its bytes, in hex */
export type FoundDictionary = { bytes: Buffer; sha256: string; file: string };

/** Files below a folder that may hold one. */
async function* filesBelow(folder: string, depth = 0): AsyncGenerator<string> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const full = path.join(folder, entry.name);
    if (entry.isFile()) yield full;
    else if (entry.isDirectory() && depth < DEEPEST && ![".git", "node_modules"].includes(entry.name))
      yield* filesBelow(full, depth + 1);
  }
}

const isDictionary = (bytes: Buffer) => bytes.length >= SMALLEST && bytes.subarray(0, MAGIC.length).equals(MAGIC);

/** The dictionaries in a file: it is one itself, or a program that has one as a text. */
async function dictionariesIn(file: string): Promise<Buffer[]> {
  const size = await stat(file).then(
    (found) => found.size,
    () => 0,
  );
  if (size < SMALLEST || size > LARGEST_FILE) return [];
  const bytes = await readFile(file).catch(() => Buffer.alloc(0));
  if (isDictionary(bytes)) return [bytes];
  if (!file.endsWith(".py")) return [];
  const texts = [...bytes.toString("latin1").matchAll(LITERAL)].map(([, text = ""]) => Buffer.from(text, "base64"));
  return texts.filter(isDictionary);
}

/**
 * Finds the zstd dictionary that a plugin packs with, in the folder that it is installed or unpacked in
 * (docs/printer-protocol.md#43-http-response).
 * @returns `no_folder`; `none` there; `several` different ones, so that it is not seen which is the plugin's
 */
export async function findZstdDictionary(
  folder: string,
): Promise<Result<{ found: FoundDictionary }, "no_folder" | "none" | "several">> {
  if (!(await stat(folder).catch(() => undefined))?.isDirectory()) return failure("no_folder");
  const found = new Map<string, FoundDictionary>();
  let files = 0;
  for await (const file of filesBelow(folder)) {
    if (++files > MOST_FILES) break;
    for (const bytes of await dictionariesIn(file)) {
      const sha256 = createHash("sha256").update(bytes).digest("hex");
      if (!found.has(sha256)) found.set(sha256, { bytes, sha256, file });
    }
  }
  const [first, ...others] = found.values();
  if (!first) return failure("none");
  return others.length ? failure("several") : ok({ found: first });
}
