import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { originOf } from "@/lib/connector/origin-of";
import { t } from "@/lib/connector/texts";

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
      error instanceof Error
        ? t("connector.arguments.wrong", { reason: `${error.message}.`.replace(/\.\.$/, ".") })
        : t("connector.arguments.unreadable"),
    );
  }
  const given = values.portal ?? defaults.portal;
  if (!given) return inputError(t("connector.arguments.noPortal"));
  const portal = originOf(given);
  if (!portal) return inputError(t("connector.arguments.portal"));
  if (defaults.needsPrinter && !values.printer?.length) return inputError(t("connector.arguments.noPrinter"));
  const printers = [...new Set((values.printer ?? []).map(originOf))];
  if (!printers.every((item) => item !== undefined)) return inputError(t("connector.arguments.printer"));
  if (values.dir === "") return inputError(t("connector.arguments.dir"));
  const key = keyOf(values["octoprint-api-key"], values["octoprint-api-key-file"], defaults);
  if (!key.ok) return key;
  const { octoPrintKey } = key;
  if (octoPrintKey !== undefined && octoPrintKey !== ASK && printers.length > 1)
    return inputError(t("connector.arguments.oneKey"));
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
      sentence: t("connector.arguments.shownKey"),
    };
  if (given !== undefined && given !== ASK && !isOctoPrintKey(given))
    return {
      ok: false,
      sentence: t("connector.arguments.key"),
    };
  if (file === undefined) return { ok: true, octoPrintKey: given };
  if (given !== undefined) return { ok: false, sentence: t("connector.arguments.bothKeys") };
  try {
    const octoPrintKey = readFileSync(file, "utf8").trim();
    if (isOctoPrintKey(octoPrintKey)) return { ok: true, octoPrintKey };
    return { ok: false, sentence: t("connector.arguments.keyFile", { file }) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : t("connector.arguments.unknown");
    return { ok: false, sentence: t("connector.arguments.unreadableFile", { file, reason }) };
  }
}
