import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { zstdDictionaryFile } from "@/lib/gateway/handshake/zstd-dictionary";
import { listAllPrinters, type KnownPrinter } from "@/lib/printers/command/all-printers-store";
import { findZstdDictionary } from "@/lib/printers/command/find-zstd-dictionary";
import type { PrintersCommand } from "@/lib/printers/command/parse-printers-command";
import { failure, ok, type Result } from "@/lib/result";

type Done = Result<{ text: string }, string>;

const STATES: Record<KnownPrinter["state"], string> = {
  online: "online",
  offline: "offline",
  too_old: "610, its program is too old: update it",
  needs_dictionary: "610, packs with zstd: needs the plugin's dictionary (zstd-dictionary)",
};

const line = ({ printerId, state, platform, program, linked, lastSeenAt }: KnownPrinter): string => {
  const seen = lastSeenAt ? `seen ${lastSeenAt.toISOString().slice(0, 16)}Z` : "never seen";
  return [printerId, STATES[state], platform, program ?? "?", linked ? "in an account" : "unlinked", seen].join("  ");
};

async function list(json: boolean): Promise<Done> {
  const printers = await listAllPrinters();
  if (json) return ok({ text: `${JSON.stringify(printers, undefined, 2)}\n` });
  return ok({ text: printers.length ? `${printers.map(line).join("\n")}\n` : "There are no printers.\n" });
}

/** Of the plugin's version 5.3.1. */
const KNOWN_SHA256 = "d974858108fa483a9d4b87648d9e4b8ed88f194656af89b9cc997ec0b71ecfa8";

const NOT_FOUND = {
  no_folder: (folder: string) => `There is no folder ${folder}.`,
  none: (folder: string) =>
    `No zstd dictionary is below ${folder}. Name the folder that the plugin itself is installed or unpacked in.`,
  several: (folder: string) =>
    `There are several different zstd dictionaries below ${folder}. Name the folder of one plugin.`,
};

async function takeDictionary(folder: string): Promise<Done> {
  const read = await findZstdDictionary(folder);
  if (!read.ok) return failure(NOT_FOUND[read.error](folder));
  const { bytes, sha256, file } = read.found;
  const target = zstdDictionaryFile();
  const kind = sha256 === KNOWN_SHA256 ? "that of plugin 5.3.1" : "not that of plugin 5.3.1";
  const number = bytes.readUInt32LE(4);
  const facts = `Found in ${file}: ${bytes.length} bytes, number ${number}, ${kind}.\nSHA-256 ${sha256}\n`;
  const before = await readFile(target).catch(() => undefined);
  if (before?.equals(bytes)) return ok({ text: `${facts}It is in ${target} already.\n` });
  const fresh = `${target}.new`;
  try {
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(fresh, bytes, { mode: 0o644 });
    await rename(fresh, target);
  } catch (error) {
    return failure(`It cannot be written: ${error instanceof Error ? error.message : "unknown"}.`);
  }
  return ok({
    text:
      `${facts}Put into ${target}, where the server reads it. Start the server again; ` +
      "it takes Node 22.15 or later.\n",
  });
}

/** What the operator sees and does about printers and their programs. @returns a text, or why it is not possible */
export const runPrintersCommand = (command: PrintersCommand): Promise<Done> =>
  command.verb === "list" ? list(command.json) : takeDictionary(command.folder);
