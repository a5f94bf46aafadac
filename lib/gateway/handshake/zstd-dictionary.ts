import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Transform } from "node:stream";
import * as zlib from "node:zlib";
import { ConfigurationError, env } from "@/lib/env";
import { shared } from "@/lib/shared";

// Node has it since 22.15; the types of the oldest Node we run on do not know it.
type ZstdFactory = (options: { dictionary: Buffer }) => Transform;
const createZstdDecompress = (zlib as { createZstdDecompress?: ZstdFactory }).createZstdDecompress;

/** Where the dictionary is: as the operator says, else beside the other data of this service. */
export const zstdDictionaryFile = (): string =>
  env().printerZstdDictionaryFile ?? path.join(env().dataDir, "printer-zstd-dictionary");

const dictionary = () =>
  shared("zstd-dictionary", () => {
    const file = zstdDictionaryFile();
    if (env().printerZstdDictionaryFile === undefined && !existsSync(file)) return undefined;
    try {
      return readFileSync(file);
    } catch (error) {
      throw new ConfigurationError([
        `The printers' zstd dictionary cannot be read: ${error instanceof Error ? error.message : String(error)}.`,
      ]);
    }
  });

/** Whether a Node can unpack zstd. */
const nodeUnpacks = createZstdDecompress !== undefined;

/** What this service lacks to unpack what plugins pack with zstd: their dictionary, or a Node that can. */
export type ZstdLack = "dictionary" | "node";

export function zstdLack(): ZstdLack | undefined {
  if (!dictionary()) return "dictionary";
  return nodeUnpacks ? undefined : "node";
}

/**
 * Reads the dictionary that plugins with zstd pack with, if the operator has one; it is not ours to ship
 * (docs/printer-protocol.md#43-http-response).
 * @returns a sentence for the log when it is there and this Node cannot use it
 * @throws ConfigurationError
 */
export function loadZstdDictionary(): string | undefined {
  return zstdLack() === "node"
    ? "There is a zstd dictionary for printers, but this Node cannot unpack zstd: that takes 22.15 or later."
    : undefined;
}

/**
 * A decoder for one stream of a plugin that packs with zstd; undefined when this service has no dictionary or cannot
 * use it.
 */
export function zstdDecoder(): Transform | undefined {
  const known = dictionary();
  return known && createZstdDecompress?.({ dictionary: known });
}
