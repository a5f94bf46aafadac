import { nextStep, type JourneyFacts, type StepName } from "@/lib/journey/read/next-step";

type Facts = (facts: JourneyFacts) => JourneyFacts;

const inJourney =
  (change: Partial<JourneyFacts["journey"]>): Facts =>
  (facts) => ({ ...facts, journey: { ...facts.journey, ...change } });

/** Whoever it will be. */
const signedIn: Facts = (facts) => {
  const id = facts.journey.userId ?? "";
  return { ...facts, user: { id }, journey: { ...facts.journey, userId: id } };
};

const printerAdded: Facts = (facts) =>
  inJourney({ addingPrinter: false, printerWaived: true, printerAdded: true })({ ...facts, printerCount: 1 });

const supporter: Facts = (facts) => ({ ...facts, supporter: true });

/** What is so once a step is done; a step that is not here is an end. Address and code are one screen. */
const AFTER: { [Name in StepName]?: Facts } = {
  account: signedIn,
  verify: signedIn,
  "second-factor": signedIn,
  "new-password": inJourney({ resetting: false }),
  printer: printerAdded,
  supporter,
  payment: supporter,
  authorize: inJourney({ consented: true }),
  "api-key": inJourney({ consented: true }),
};

/**
 * How many screens are left for this person, with the one that they look at: none once the journey is over. Pure. Of
 * who has not signed in yet nothing is known, so they are told of all that a new person needs.
 */
export function stepsLeft(facts: JourneyFacts): number {
  const { name } = nextStep(facts);
  const after = name === "leave" ? undefined : AFTER[name];
  return after ? 1 + stepsLeft(after(facts)) : 0;
}
