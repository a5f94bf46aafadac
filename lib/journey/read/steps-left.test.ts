import { describe, expect, it } from "vitest";
import type { JourneyFacts } from "@/lib/journey/read/next-step";
import { stepsLeft } from "@/lib/journey/read/steps-left";

type Change = Partial<Omit<JourneyFacts, "journey">> & { journey?: Partial<JourneyFacts["journey"]> };

/** Somebody who has just begun, and how this journey differs. Of facts that no step is counted by nothing is said. */
const facts = ({ journey, ...rest }: Change = {}) =>
  ({
    journey: {
      goal: "app",
      expired: false,
      endedReason: null,
      consented: false,
      codeSent: false,
      mfaPending: false,
      resetting: false,
      userId: null,
      addingPrinter: false,
      printerWaived: false,
      printerAdded: false,
      paymentAwaited: false,
      keyAsked: false,
      ...journey,
    },
    appError: undefined,
    user: undefined,
    printerCount: 0,
    wishedPrinter: "none",
    supporter: false,
    ...rest,
  }) as JourneyFacts;
const me = { user: { id: "me" }, journey: { userId: "me" } };

describe("stepsLeft", () => {
  it.each<[string, Change, number]>([
    ["sign-in, printer, perks and consent, of somebody unknown", {}, 4],
    ["no perks where everybody has them", { supporter: true }, 3],
    ["as many once the code was sent: it is the same screen", { journey: { codeSent: true } }, 4],
    ["as many at the second factor", { journey: { codeSent: true, mfaPending: true } }, 4],
    ["one more for a forgotten password", { journey: { codeSent: true, resetting: true } }, 5],
    ["printer, perks and consent, once signed in", me, 3],
    ["perks and consent, with a printer", { ...me, printerCount: 2 }, 2],
    ["the same while a payment is waited for", { ...me, printerCount: 1, journey: { paymentAwaited: true } }, 2],
    ["consent alone, of who has all", { ...me, printerCount: 1, supporter: true }, 1],
    [
      "the printer that the app named as well",
      { ...me, printerCount: 1, supporter: true, wishedPrinter: "foreign" },
      2,
    ],
    ["the code for an OctoPrint key", { ...me, printerCount: 1, supporter: true, journey: { keyAsked: true } }, 1],
    ["none once it is done", { ...me, printerCount: 1, supporter: true, journey: { consented: true } }, 0],
    ["none once it has ended", { journey: { endedReason: "cancelled" } }, 0],
    ["sign-in alone, of a visitor", { journey: { goal: "visit" } }, 1],
    ["sign-in and printer, from the printer's side", { journey: { goal: "printer" } }, 2],
  ])("counts %s", (_, change, expected) => {
    expect(stepsLeft(facts(change))).toBe(expected);
  });
});
