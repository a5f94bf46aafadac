import { parseArgs } from "node:util";

export type Arguments = {
  /** Origin of the portal. */
  portal: string;
  /** Origin of the printer's web server; undefined where it is not needed. */
  printer: string | undefined;
  dir: string;
  json: boolean;
  /** An API key of the OctoPrint beside this program; `ask` asks OctoPrint for one. */
  octoPrintKey: string | undefined;
};

export type ArgumentDefaults = { portal?: string; dir: string; needsPrinter: boolean };

/** The word in place of a key: ask OctoPrint for one, and a person there. */
export const ASK = "ask";

/** @returns whether a text may be an API key: OctoPrint makes 32 or 43 letters and digits, older ones take any */
export const isOctoPrintKey = (text: string): boolean => /^[\w-]{8,128}$/.test(text);

type Parsed = { ok: true; arguments: Arguments } | { ok: false; sentence: string };

const inputError = (sentence: string): Parsed => ({ ok: false, sentence });

function originOf(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url && /^https?:$/.test(url.protocol) && url.pathname === "/" && !url.search && !url.username
    ? url.origin
    : undefined;
}

/**
 * Reads the command line of the connector and the virtual printer.
 * @returns the arguments, or a sentence about what is wrong
 */
export function parseArguments(args: string[], defaults: ArgumentDefaults): Parsed {
  const options = {
    portal: { type: "string" },
    printer: { type: "string" },
    dir: { type: "string" },
    json: { type: "boolean" },
    "octoprint-api-key": { type: "string" },
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
  if (defaults.needsPrinter && !values.printer)
    return inputError(
      "--printer is missing: the address of the printer's web page, such as --printer http://192.168.1.20.",
    );
  const printer = values.printer === undefined ? undefined : originOf(values.printer);
  if (values.printer !== undefined && !printer)
    return inputError(
      "--printer must be an address such as http://192.168.1.20 or http://printer.local:5000, without a path.",
    );
  if (values.dir === "") return inputError("--dir must name a folder.");
  const octoPrintKey = values["octoprint-api-key"];
  if (octoPrintKey !== undefined && octoPrintKey !== ASK && !isOctoPrintKey(octoPrintKey))
    return inputError("--octoprint-api-key must be a key as OctoPrint shows it in its settings, or the word ask.");
  return {
    ok: true,
    arguments: { portal, printer, dir: values.dir ?? defaults.dir, json: values.json ?? false, octoPrintKey },
  };
}
