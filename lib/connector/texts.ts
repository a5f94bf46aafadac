import { readdirSync, readFileSync } from "node:fs";
import type en from "@/lib/messages/en.json";

/** What the connector says, as the catalogue has it below `connector` (lib/messages). */
type ConnectorTexts = (typeof en)["connector"];

type KeysOf<Texts, Before extends string> = {
  [Key in keyof Texts & string]: Texts[Key] extends string ? `${Before}${Key}` : KeysOf<Texts[Key], `${Before}${Key}.`>;
}[keyof Texts & string];

type TextKey = KeysOf<ConnectorTexts, "connector.">;

type Tree = { [key: string]: string | Tree };

/** Put into the published file by its build (scripts/prepare.mjs), so that it holds these texts and no others. */
declare const CONNECTOR_TEXTS: Record<string, Tree> | undefined;

/** Beside the sources each language is read from its file in the catalogue. */
function readCatalogue(): Record<string, Tree> {
  const folder = new URL("../messages/", import.meta.url);
  const read = (file: string) => JSON.parse(readFileSync(new URL(file, folder), "utf8")) as { connector?: Tree };
  const files = readdirSync(new URL("languages/", folder)).filter((file) => file.endsWith(".json"));
  return Object.fromEntries([
    ["en", read("en.json").connector ?? {}],
    ...files.sort().map((file) => [file.slice(0, -".json".length), read(`languages/${file}`).connector ?? {}] as const),
  ]);
}

const catalogue = typeof CONNECTOR_TEXTS === "undefined" ? readCatalogue() : CONNECTOR_TEXTS;

/** Tags of the languages that the connector speaks, English first. */
export const connectorLanguages: readonly string[] = Object.keys(catalogue);

let spoken = "en";

/** @param tag one of {@link connectorLanguages}, from now on */
export const speak = (tag: string): void => void (spoken = tag);

function find(tag: string, key: string): string | undefined {
  let at: string | Tree | undefined = catalogue[tag];
  for (const part of key.split(".").slice(1)) at = typeof at === "object" ? at[part] : undefined;
  return typeof at === "string" ? at : undefined;
}

/**
 * A text for the person beside the printer, in the language that is spoken; what is missing there is said in English.
 * Own words for `use-intl`, which would be larger than the rest of the program's texts: they hold names alone.
 * @param values for what stands in braces
 */
export function t(key: TextKey, values: Record<string, string | number> = {}): string {
  const text = find(spoken, key) ?? find("en", key) ?? key;
  return text.replace(/\{(\w+)\}/g, (hole, name: string) => String(values[name] ?? hole));
}
