import { setTimeout as sleep } from "node:timers/promises";
import { seconds } from "@/lib/clock";
import { detectPlatform, type FoundPlatform } from "@/lib/connector/platforms/detect-platform";
import { publishId } from "@/lib/connector/platforms/publish-id";
import type { PrinterPlace } from "@/lib/connector/streams/printer";
import { PLATFORMS } from "@/lib/printers/platforms";

/** Between two looks at a printer that is off or unknown, and two tries to write its id. */
export const LOOK_MS = seconds(15);

export type PlatformQuestion = {
  /** Origin of the printer's web server. */
  printer: string;
  /** `HostPlatform` that needs no finding out. */
  known: number | undefined;
  octoPrintKey(): string | undefined;
  lookMs?: number | undefined;
};

export type HeldPlatform = {
  /** What the connector stands beside now; what it was last while the printer is off. */
  find(signal: AbortSignal): Promise<PrinterPlace>;
  /** Runs while a connection lives: looks again at a printer that is not known, and writes the printer's id where apps look for it. */
  watch(place: PrinterPlace, printerId: string, onFound: () => void, signal: AbortSignal): Promise<void>;
};

/** Remembers what the connector stands beside, so that a printer that is switched off for the night stays what it is. */
export function holdPlatform({ printer, known, octoPrintKey, lookMs = LOOK_MS }: PlatformQuestion): HeldPlatform {
  let last: FoundPlatform = { platform: known ?? PLATFORMS.other };

  const look = async (signal: AbortSignal): Promise<FoundPlatform> => {
    if (known !== undefined) return last;
    const found = await detectPlatform(printer, octoPrintKey(), signal);
    // Whatever answers while the real thing is still starting, such as a front end alone, is nothing new.
    if (found && found.platform !== PLATFORMS.other) last = found;
    return last;
  };

  const pause = (signal: AbortSignal) => sleep(lookMs, undefined, { signal }).catch(() => undefined);

  return {
    find: async (signal) => {
      const { platform, moonraker } = await look(signal);
      return { origin: printer, platform, moonraker, octoPrintKey: platform === PLATFORMS.octoprint ? octoPrintKey() : undefined };
    },
    watch: async (place, printerId, onFound, signal) => {
      while (!signal.aborted && place.moonraker && !(await publishId(place, printerId))) await pause(signal);
      while (!signal.aborted && known === undefined && place.platform === PLATFORMS.other) {
        await pause(signal);
        if (!signal.aborted && (await look(signal)).platform !== place.platform) return onFound();
      }
    },
  };
}
