import type { Journey } from "@/lib/journey/read/load-journey";
import type { StepName } from "@/lib/journey/read/next-step";
import { pollPayment } from "@/lib/journey/read/payment";
import { printerToConfirm } from "@/lib/journey/read/printer";
import { unownedPrinterAppeared } from "@/lib/printers/network-store";

/** What an open page asks from time to time, as JSON. @param load the journey as it is now, if it is at this step */
export type Poll = (load: () => Promise<Journey | undefined>, address: string) => Promise<object>;

/** Every poll, by its step and the name in its address (`/appportal/v1/payment/state`). */
const POLLS: { [Name in StepName]?: Record<string, Poll> } = {
  /** Whether the app was given its connection: a page that stays when an app is opened asks. */
  done: { state: async (load) => ({ done: !!(await load()) }) },
  payment: { state: pollPayment },
  printer: {
    /**
     * Whether the printer of this page's line is there, and whether an unowned one came online on this browser's
     * network just now; never which.
     */
    nearby: async (load, address) => {
      const journey = await load();
      if (!journey) return { nearby: false, found: false };
      const found = (await printerToConfirm(journey)) !== undefined;
      return { nearby: await unownedPrinterAppeared(address), found };
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
