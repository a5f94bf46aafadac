import { askForOctoPrintKey } from "@/lib/connector/ask-for-octoprint-key";
import type { Report } from "@/lib/connector/connector-event";
import { ASK } from "@/lib/connector/parse-arguments";
import { saveOctoPrintKey, loadOctoPrintKey } from "@/lib/connector/saved-octoprint-key";
import { t } from "@/lib/connector/texts";

export type OctoPrintKeyQuestion = {
  folder: string;
  /** Origin of OctoPrint. */
  printer: string;
  /** From the command line: a key, `ask`, or nothing. */
  given: string | undefined;
  report: Report;
  /** OctoPrint gave a key after all; a person may take minutes for that. */
  onGranted(): void;
};

export type OctoPrintKey = {
  /** @returns the key, while there is one */
  current(): string | undefined;
  /** Nothing is asked any more. */
  settled: Promise<void>;
};

/**
 * The OctoPrint key of this printer: given now, given before, or asked for in the background, once: with a key in the
 * folder the question is not asked again.
 * @throws FolderError when the folder is unusable
 */
export async function holdOctoPrintKey(
  { folder, printer, given, report, onGranted }: OctoPrintKeyQuestion,
  signal: AbortSignal,
): Promise<OctoPrintKey> {
  let key = given === undefined || given === ASK ? await loadOctoPrintKey(folder, printer) : given;
  if (given !== undefined && given !== ASK) await saveOctoPrintKey(folder, printer, given);
  const ask = async () => {
    const granted = await askForOctoPrintKey(printer, report, signal);
    if (granted === undefined) return;
    key = granted;
    onGranted();
    await saveOctoPrintKey(folder, printer, granted).catch((error: unknown) => {
      report({
        event: "octoprint-key",
        state: "failed",
        text:
          `${error instanceof Error ? error.message : t("connector.octoPrintKey.folder")} ` +
          t("connector.octoPrintKey.unsaved"),
      });
    });
  };
  return { current: () => key, settled: given === ASK && key === undefined ? ask() : Promise.resolve() };
}
