import type { Journey } from "@/lib/journey/read/load-journey";

/** How a page was asked for. */
export type Visit = {
  /** A parameter of its address. */
  query: (name: string) => string | undefined;
  userAgent: string | null;
  /** The client's, normalised. */
  address: string;
};

/**
 * Reads what the page of a step shows, beside the journey itself.
 * @returns undefined when the journey has moved on by reading: the page is asked for again
 */
export type ReadView<View> = (journey: Journey, visit: Visit) => Promise<View | undefined> | View;
