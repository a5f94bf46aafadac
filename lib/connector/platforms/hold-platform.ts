import { setTimeout as sleep } from "node:timers/promises";
import { seconds } from "@/lib/clock";
import type { Report } from "@/lib/connector/connector-event";
import { detectPlatform, type FoundPlatform } from "@/lib/connector/platforms/detect-platform";
import { keepKind, keptKind, kindFile } from "@/lib/connector/platforms/keep-kind";
import { publishId } from "@/lib/connector/platforms/publish-id";
import { sayDifferent, sayFound, sayUnknown } from "@/lib/connector/platforms/say-printer";
import type { PrinterPlace } from "@/lib/connector/streams/printer";
import { PLATFORMS } from "@/lib/octostream/platforms";

/** Between two looks at a printer that is off or unknown, and two tries to write its id. */
export const LOOK_MS = seconds(15);
/** As many times longer between two looks at a printer that is what it was. */
const SETTLED = 4;

export type PlatformQuestion = {
  /** Of the connector, for this portal. */
  folder: string;
  /** Origin of the printer's web server. */
  printer: string;
  /** `HostPlatform` that needs no finding out. */
  known: number | undefined;
  octoPrintKey(): string | undefined;
  report: Report;
  lookMs?: number | undefined;
};

export type HeldPlatform = {
  /** What the connector stands beside, as it was decided, also while the printer is off. */
  find(signal: AbortSignal): Promise<PrinterPlace>;
  /**
   * Runs while a connection lives: looks at the printer again and again, and writes its id where apps look for it.
   * @param onChange called when `find` would say something else now
   */
  watch(place: PrinterPlace, printerId: string, onChange: () => void, signal: AbortSignal): Promise<void>;
};

/** Another Moonraker than the one that was decided on: only where the front end at the given address was set to it, now and then. */
const isElsewhere = (printer: string, decided: FoundPlatform, found: FoundPlatform) =>
  decided.moonraker !== found.moonraker && decided.moonraker !== printer && found.moonraker !== printer;

/**
 * Decides once what the connector stands beside, and keeps to it: over nights when the printer is off, restarts, and
 * whatever else answers meanwhile. Something different is said, and never taken instead.
 * @throws FolderError when what was kept is damaged
 */
export async function holdPlatform({
  folder,
  printer,
  known,
  octoPrintKey,
  report,
  lookMs = LOOK_MS,
}: PlatformQuestion): Promise<HeldPlatform> {
  let decided = known === undefined ? await keptKind(folder, printer) : { platform: known };
  let isStranger = false;
  let isSettled = known !== undefined;
  let said = "";

  const say = (event: ReturnType<typeof sayFound>) => {
    if (event.text === said) return;
    said = event.text;
    report(event);
  };

  const decide = async (found: FoundPlatform | undefined) => {
    // A front end alone, or whatever answers while the real thing is still starting, decides nothing.
    if (!found || found.platform === PLATFORMS.other) return say(sayUnknown(printer, found !== undefined));
    decided = found;
    isSettled = true;
    say(sayFound(printer, found));
    // Where it cannot be kept, it holds until the connector ends.
    await keepKind(folder, printer, found).catch(() => undefined);
  };

  const look = async (signal: AbortSignal) => {
    if (known !== undefined) return;
    const found = await detectPlatform(printer, octoPrintKey(), signal);
    if (signal.aborted) return;
    if (!decided) return decide(found);
    isSettled = found?.platform === decided.platform;
    if (found && found.platform !== PLATFORMS.other) isStranger = found.platform !== decided.platform;
    const isOther = isStranger || (found && isSettled && isElsewhere(printer, decided, found));
    if (found && found.platform !== PLATFORMS.other && isOther)
      return say(sayDifferent(printer, decided, found, kindFile(folder)));
    if (!isStranger) say(sayFound(printer, decided));
  };

  const place = (): PrinterPlace => {
    const { platform = PLATFORMS.other, moonraker }: Partial<FoundPlatform> = decided ?? {};
    const key = platform === PLATFORMS.octoprint && !isStranger ? octoPrintKey() : undefined;
    return { origin: printer, platform, moonraker, octoPrintKey: key, ...(isStranger && { isStranger }) };
  };

  const pause = (ms: number, signal: AbortSignal) => sleep(ms, undefined, { signal }).catch(() => undefined);

  return {
    find: async (signal) => {
      await look(signal);
      return place();
    },
    watch: async (now, printerId, onChange, signal) => {
      const publish = async () => {
        if (now.moonraker === undefined || now.isStranger) return;
        while (!signal.aborted && !(isSettled && (await publishId(now, printerId)))) await pause(lookMs, signal);
      };
      const lookOn = async () => {
        while (!signal.aborted && known === undefined) {
          await pause(isSettled ? lookMs * SETTLED : lookMs, signal);
          if (signal.aborted) return;
          await look(signal);
          const next = place();
          if (next.platform !== now.platform || next.isStranger !== now.isStranger) return onChange();
        }
      };
      await Promise.all([publish(), lookOn()]);
    },
  };
}
