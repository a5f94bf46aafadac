import { now } from "@/lib/clock";
import { db } from "@/lib/db/client";
import { digest } from "@/lib/digest";
import type { StepName } from "@/lib/journey/read/next-step";
import { randomToken } from "@/lib/random";

export const RETURN_URL = "https://shared.example/back";

/** Ids of journeys, by the step that they are at. */
export type Journeys = { [Name in StepName]?: string };
type User = { id: string; email: string };

/** What differs in a journey at each step. */
const journeysOf = ({ id: userId, email }: User): { [Name in StepName]?: object } => ({
  account: { userId: null, email: null },
  verify: { userId: null, email },
  "second-factor": { userId: null, email, mfaPendingUserId: userId, mfaPendingSince: now() },
  "new-password": { resetting: true },
  printer: { addingPrinter: true },
  authorize: {},
  "api-key": { apiKeyAppName: "Key" },
  done: {},
  ended: { endedAt: now(), endedReason: "cancelled" },
});

/** Adds a journey at each step that a person with an account, perks and a printer can be at. */
export async function addJourneys(user: User, mark: string, appId: string, browser: string): Promise<Journeys> {
  const journeys: Journeys = {};
  for (const [step, change] of Object.entries(journeysOf(user))) {
    const id = randomToken(32);
    journeys[step as StepName] = id;
    await db().journey.create({
      data: {
        id,
        browserDigest: digest(browser),
        goal: "app",
        appId,
        returnUrl: RETURN_URL,
        email: user.email,
        userId: user.id,
        state: `${mark} state`,
        ...change,
        createdAt: now(),
        lastSeenAt: now(),
      },
    });
  }
  return journeys;
}
