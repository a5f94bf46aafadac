import { readFileSync } from "node:fs";
import type { Transform } from "node:stream";
import * as zlib from "node:zlib";
import { ConfigurationError, env } from "@/lib/env";
import { shared } from "@/lib/shared";

// Node has it since 22.15; the types of the oldest Node we run on do not know it.
type ZstdFactory = (options: { dictionary: Buffer }) => Transform;
const createZstdDecompress = (zlib as { createZstdDecompress?: ZstdFactory }).createZstdDecompress;

const dictionary = () =>
  shared("zstd-dictionary", () => {
    const file = env().printerZstdDictionaryFile;
    if (!file) return undefined;
    try {
      return readFileSync(file);
    } catch (error) {
      throw new ConfigurationError([
        `PRINTER_ZSTD_DICTIONARY_FILE cannot be read: ${error instanceof Error ? error.message : String(error)}.`,
      ]);
    }
  });

/**
 * Reads the dictionary that plugins with zstd pack with, if the operator has one; it is not ours to ship
 * (docs/printer-protocol.md#43-http-response).
 * @returns a sentence for the log when it is there and this Node cannot use it
 * @throws ConfigurationError
 */
export function loadZstdDictionary(): string | undefined {
  return dictionary() && !createZstdDecompress
    ? "PRINTER_ZSTD_DICTIONARY_FILE is set, but this Node cannot unpack zstd: that takes 22.15 or later."
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
