import { setTimeout as sleep } from "node:timers/promises";
import { seconds } from "@/lib/clock";
import { decidePlatform, type Decision, type DecisionQuestion } from "@/lib/connector/platforms/decide-platform";
import { publishId } from "@/lib/connector/platforms/publish-id";
import type { PrinterPlace } from "@/lib/connector/streams/printer";
import { PLATFORMS } from "@/lib/octostream/platforms";

/** Between two looks at a printer that is off or unknown, and two tries to write its id. */
export const LOOK_MS = seconds(15);
/** As many times longer between two looks at a printer that is what it was. */
const SETTLED = 4;

export type PlatformQuestion = DecisionQuestion & {
  /** `HostPlatform` that needs no finding out. */
  known: number | undefined;
  lookMs?: number | undefined;
};

export type HeldPlatform = {
  /** What kind of printer the connector serves, as it was decided, also while the printer is off. */
  find(signal: AbortSignal): Promise<PrinterPlace>;
  /**
   * Runs while a connection lives: looks at the printer again and again, and writes its id where apps look for it.
   * @param onChange called when `find` would say something else now
   */
  watch(place: PrinterPlace, printerId: string, onChange: () => void, signal: AbortSignal): Promise<void>;
};

const pause = (ms: number, signal: AbortSignal) => sleep(ms, undefined, { signal }).catch(() => undefined);

function placeOf(decision: Decision, { printer, octoPrintKey }: DecisionQuestion): PrinterPlace {
  const { platform, moonraker } = { moonraker: undefined, ...(decision.current() ?? { platform: PLATFORMS.other }) };
  const isStranger = decision.isStranger();
  const key = platform === PLATFORMS.octoprint && !isStranger ? octoPrintKey() : undefined;
  return { origin: printer, platform, moonraker, octoPrintKey: key, ...(isStranger && { isStranger }) };
}

/** Where the platform is known there is nothing to look for, and nothing to write. */
const heldAs = (platform: number, { printer, octoPrintKey }: DecisionQuestion): HeldPlatform => ({
  find: async () => {
    const key = platform === PLATFORMS.octoprint ? octoPrintKey() : undefined;
    return { origin: printer, platform, moonraker: undefined, octoPrintKey: key };
  },
  watch: async () => undefined,
});

/**
 * Holds what kind of printer the connector serves, for each of its connections.
 * @throws FolderError when what was kept is damaged
 */
export async function holdPlatform(question: PlatformQuestion): Promise<HeldPlatform> {
  const { known, lookMs = LOOK_MS } = question;
  if (known !== undefined) return heldAs(known, question);
  const decision = await decidePlatform(question);

  const publish = async (place: PrinterPlace, printerId: string, signal: AbortSignal) => {
    if (place.moonraker === undefined || place.isStranger) return;
    const isPublished = async () => decision.isThere() && (await publishId(place, printerId));
    while (!signal.aborted && !(await isPublished())) await pause(lookMs, signal);
  };

  const lookOn = async (place: PrinterPlace, onChange: () => void, signal: AbortSignal) => {
    for (;;) {
      await pause(decision.isThere() ? lookMs * SETTLED : lookMs, signal);
      if (signal.aborted) return;
      await decision.look(signal);
      const { platform, isStranger } = placeOf(decision, question);
      if (platform !== place.platform || isStranger !== place.isStranger) return onChange();
    }
  };

  return {
    find: async (signal) => {
      await decision.look(signal);
      return placeOf(decision, question);
    },
    watch: async (place, printerId, onChange, signal) => {
      await Promise.all([publish(place, printerId, signal), lookOn(place, onChange, signal)]);
    },
  };
}
