import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { originOf } from "@/lib/connector/origin-of";

export type Arguments = {
  /** Origin of the portal. */
  portal: string;
  /** Origins of the printers' web servers. */
  printers: string[];
  dir: string;
  json: boolean;
  /** An API key of the OctoPrint beside this program; `ask` asks OctoPrint for one. */
  octoPrintKey: string | undefined;
  /** File of certificates that vouch for the portal. */
  ca: string | undefined;
};

/** @property showsKey a key may stand on the command line, since it is the virtual printer's, which opens nothing */
export type ArgumentDefaults = { portal?: string; dir: string; needsPrinter: boolean; showsKey?: boolean };

/** The word in place of a key: ask OctoPrint for one, and a person there. */
export const ASK = "ask";

/** @returns whether a text may be an API key: OctoPrint makes 32 or 43 letters and digits, older ones take any */
export const isOctoPrintKey = (text: string): boolean => /^[\w-]{8,128}$/.test(text);

type Parsed = { ok: true; arguments: Arguments } | { ok: false; sentence: string };

const inputError = (sentence: string): Parsed => ({ ok: false, sentence });

/**
 * Reads the command line of the connector and the virtual printer.
 * @returns the arguments, or a sentence about what is wrong
 */
export function parseArguments(args: string[], defaults: ArgumentDefaults): Parsed {
  const options = {
    portal: { type: "string" },
    printer: { type: "string", multiple: true },
    ca: { type: "string" },
    dir: { type: "string" },
    json: { type: "boolean" },
    "octoprint-api-key": { type: "string" },
    "octoprint-api-key-file": { type: "string" },
  } as const;
  let values;
  try {
    values = parseArgs({ args, options, strict: true, allowPositionals: false }).values;
  } catch (error) {
    return inputError(
      error instanceof Error ? `${error.message}.`.replace(/\.\.$/, ".") : "The arguments cannot be read.",
    );
  }
  const given = values.portal ?? defaults.portal;
  if (!given) return inputError("--portal is missing: the portal's address, such as --portal https://portal.example.");
  const portal = originOf(given);
  if (!portal) return inputError("--portal must be an address such as https://portal.example, without a path.");
  if (defaults.needsPrinter && !values.printer?.length)
    return inputError(
      "--printer is missing: the address of the printer's web page, such as --printer http://192.168.1.20.",
    );
  const printers = [...new Set((values.printer ?? []).map(originOf))];
  if (!printers.every((item) => item !== undefined))
    return inputError(
      "--printer must be an address such as http://192.168.1.20 or http://printer.local:5000, without a path.",
    );
  if (values.dir === "") return inputError("--dir must name a folder.");
  const key = keyOf(values["octoprint-api-key"], values["octoprint-api-key-file"], defaults);
  if (!key.ok) return key;
  const { octoPrintKey } = key;
  if (octoPrintKey !== undefined && octoPrintKey !== ASK && printers.length > 1)
    return inputError(
      "A key is one OctoPrint's: start once with that printer alone and --octoprint-api-key-file, and the key is kept.",
    );
  return {
    ok: true,
    arguments: {
      portal,
      printers,
      dir: values.dir ?? defaults.dir,
      json: values.json ?? false,
      octoPrintKey,
      ca: values.ca,
    },
  };
}

type Key = { ok: true; octoPrintKey: string | undefined } | { ok: false; sentence: string };

/** The key, by the word `ask` or from a file: the command line can be read by every program of the machine. */
function keyOf(given: string | undefined, file: string | undefined, { showsKey = false }: ArgumentDefaults): Key {
  if (given !== undefined && given !== ASK && !showsKey)
    return {
      ok: false,
      sentence:
        "A key on the command line can be read by every program of this machine. Put it into a file and give " +
        "--octoprint-api-key-file FILE, or give --octoprint-api-key ask, and OctoPrint asks you.",
    };
  if (given !== undefined && given !== ASK && !isOctoPrintKey(given))
    return {
      ok: false,
      sentence: "--octoprint-api-key must be a key as OctoPrint shows it in its settings, or the word ask.",
    };
  if (file === undefined) return { ok: true, octoPrintKey: given };
  if (given !== undefined)
    return { ok: false, sentence: "Give --octoprint-api-key or --octoprint-api-key-file, not both." };
  try {
    const octoPrintKey = readFileSync(file, "utf8").trim();
    if (isOctoPrintKey(octoPrintKey)) return { ok: true, octoPrintKey };
    return { ok: false, sentence: `${file} must hold one key as OctoPrint shows it in its settings.` };
  } catch (error) {
    return { ok: false, sentence: `${file} cannot be read: ${error instanceof Error ? error.message : "unknown"}.` };
  }
}
