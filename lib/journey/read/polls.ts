import { now, seconds } from "@/lib/clock";
import type { Journey } from "@/lib/journey/read/load-journey";
import type { StepName } from "@/lib/journey/read/next-step";
import { pollPayment } from "@/lib/journey/read/payment";
import { printerToConfirm, setupPlace, type ShownPrinter } from "@/lib/journey/read/printer";
import { isKeyRefused } from "@/lib/octoprint/key-refused-store";
import { spellDigits } from "@/lib/printers/agents/agent-digits";
import { askDigits } from "@/lib/printers/agents/agent-digits-store";
import { unownedPrinterAppeared } from "@/lib/printers/network-store";

/** What an open page asks from time to time, as JSON. @param load the journey as it is now, if it is at this step */
export type Poll = (load: () => Promise<Journey | undefined>, address: string) => Promise<object>;

/** An agent says which computer it is on once it is connected, within a second. */
const ARRIVES_WITHIN_MS = seconds(4);

const isArriving = ({ isAgent, online, firstSeenAt }: ShownPrinter) =>
  isAgent && !online && now().getTime() - firstSeenAt.getTime() < ARRIVES_WITHIN_MS;

/** Every poll, by its step and the name in its address (`/appportal/v1/payment/state`). */
const POLLS: { [Name in StepName]?: Record<string, Poll> } = {
  /**
   * Whether the app was given its connection, and was to get an OctoPrint key that could not be made: a page that stays
   * when an app is opened asks.
   */
  done: {
    state: async (load) => {
      const journey = await load();
      return journey ? { done: true, keyRefused: await isKeyRefused(journey.id) } : { done: false };
    },
  },
  payment: { state: pollPayment },
  printer: {
    /**
     * Whether the printer of this page's line is there, and whether an unowned one came online on this browser's
     * network just now; never which.
     */
    nearby: async (load, address) => {
      const journey = await load();
      if (!journey) return { nearby: false, found: false };
      const found = await printerToConfirm(journey);
      return {
        nearby: await unownedPrinterAppeared(address, journey.refusedPrinters),
        found: found !== undefined && !isArriving(found),
      };
    },
    /** The digits of this page, which work as long as it asks; and whether the person is to be asked about them. */
    digits: async (load) => {
      const journey = await load();
      const place = journey && setupPlace(journey);
      if (!place || (await printerToConfirm(journey))) return {};
      const shown = await askDigits(place);
      return shown ? { digits: spellDigits(shown.digits), held: shown.heldFrom !== undefined } : { elsewhere: true };
    },
  },
};

/** The poll of an address. @param name as sent */
export function findPoll(step: StepName, name: string): Poll | undefined {
  const polls = POLLS[step] ?? {};
  return Object.hasOwn(polls, name) ? polls[name] : undefined;
}

/** The address of every poll, such as `payment/state`. */
export const pollPaths = (): string[] =>
  Object.entries(POLLS).flatMap(([step, polls]) => Object.keys(polls).map((name) => `${step}/${name}`));
