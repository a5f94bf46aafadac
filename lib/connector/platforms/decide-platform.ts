import type { PrinterEvent, Report } from "@/lib/connector/connector-event";
import { detectPlatform, type FoundPlatform } from "@/lib/connector/platforms/detect-platform";
import { saveKind, loadKind, kindFile } from "@/lib/connector/platforms/saved-kind";
import { sayDifferent, sayFound, sayUnknown } from "@/lib/connector/platforms/say-printer";
import { PLATFORMS } from "@/lib/octostream/platforms";

export type DecisionQuestion = {
  /** Of the connector, for this portal. */
  folder: string;
  /** Origin of the printer's web server. */
  printer: string;
  octoPrintKey(): string | undefined;
  report: Report;
};

export type Decision = {
  /** Looks what answers at the address now, decides where nothing was decided yet, and says what is new. */
  look(signal: AbortSignal): Promise<void>;
  /** What was decided; undefined as long as nothing could be. */
  current(): FoundPlatform | undefined;
  /** At the last look the decided kind of program answered. */
  isThere(): boolean;
  /** Another kind of program answered at the last look at which any did. */
  isStranger(): boolean;
};

/** Another Moonraker than the one that was decided on: only where the front end was set to it, now and then. */
const isElsewhere = (printer: string, decided: FoundPlatform, found: FoundPlatform) =>
  decided.moonraker !== found.moonraker && decided.moonraker !== printer && found.moonraker !== printer;

/**
 * Decides once what program a printer has, and keeps to it: over nights when it is off, restarts, and whatever else
 * answers meanwhile. Something different is said, and never taken instead.
 * @throws FolderError when what was kept is damaged
 */
export async function decidePlatform({ folder, printer, octoPrintKey, report }: DecisionQuestion): Promise<Decision> {
  let decided = await loadKind(folder, printer);
  let isStranger = false;
  let isThere = false;
  let said = "";

  const say = (event: PrinterEvent) => {
    if (event.text !== said) report(event);
    said = event.text;
  };

  const decide = async (found: FoundPlatform) => {
    decided = found;
    isThere = true;
    say(sayFound(printer, found));
    // Where it cannot be kept, it holds until the connector ends.
    await saveKind(folder, printer, found).catch(() => undefined);
  };

  return {
    look: async (signal) => {
      const found = await detectPlatform(printer, octoPrintKey(), signal);
      if (signal.aborted) return;
      // A front end alone, or whatever answers while the real thing is still starting, decides nothing.
      const isKnown = found !== undefined && found.platform !== PLATFORMS.other;
      if (!decided) return isKnown ? decide(found) : say(sayUnknown(printer, found !== undefined));
      isThere = found?.platform === decided.platform;
      if (isKnown) isStranger = !isThere;
      if (isKnown && (isStranger || isElsewhere(printer, decided, found))) {
        return say(sayDifferent(printer, decided, found, kindFile(folder)));
      }
      if (!isStranger) say(sayFound(printer, decided));
    },
    current: () => decided,
    isThere: () => isThere,
    isStranger: () => isStranger,
  };
}
