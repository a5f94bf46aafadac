import type { EndedReason } from "@/lib/messages/messages";

/** Steps of a journey that are pages, in their order. */
export const STEPS = [
  "account",
  "verify",
  "second-factor",
  "new-password",
  "printer",
  "supporter",
  "payment",
  "authorize",
  "api-key",
  "done",
  "ended",
] as const;
export type StepName = (typeof STEPS)[number];

/** What {@link nextStep} looks at: facts, freshly read for each request. */
export type JourneyFacts = {
  journey: {
    goal: "app" | "printer" | "visit";
    expired: boolean;
    endedReason: string | null;
    consented: boolean;
    /** A code was mailed in this journey. */
    codeSent: boolean;
    /** The first factor was right, and the second is waited for. */
    mfaPending: boolean;
    /** The password was forgotten, and is to be set anew. */
    resetting: boolean;
    /** Account that signed in during this journey or was signed in when it began. */
    userId: string | null;
    addingPrinter: boolean;
    printerWaived: boolean;
    /** A printer was added during this journey. */
    printerAdded: boolean;
    /** The person came back from paying, and the payment is not known yet. */
    paymentAwaited: boolean;
    /** "Authorize" was chosen, and a code for an OctoPrint key is waited for. */
    keyAsked: boolean;
  };
  /** Why the app may not go on (disabled, in development for others, its return URL no longer registered). */
  appError: EndedReason | undefined;
  user: { id: string } | undefined;
  printerCount: number;
  /** The start URL names a printer. `foreign` is: not of this account, whoever's it is. */
  wishedPrinter: "none" | "owned" | "foreign";
  supporter: boolean;
};

export type Step = { name: Exclude<StepName, "ended"> | "leave" } | { name: "ended"; reason: EndedReason };

/** Why a journey ended, where it was the person who ended it. */
export const ENDINGS = ["cancelled", "access_denied", "supporter_required"] as const;

/**
 * Which step a journey is at. Pure: the journey is computed from facts, never stored, so reload, back, a second tab and
 * coming back later need no code of their own (ASVS 2.3.1). `leave` is: go to the page the person came for.
 */
export function nextStep({ journey, appError, user, printerCount, wishedPrinter, supporter }: JourneyFacts): Step {
  if (user && journey.userId !== null && journey.userId !== user.id)
    return { name: "ended", reason: "account_changed" };
  if (journey.consented) return { name: "done" };
  const ending = ENDINGS.find((reason) => reason === journey.endedReason);
  if (ending) return { name: "ended", reason: ending };
  if (journey.expired) return { name: "ended", reason: "session_expired" };
  if (appError) return { name: "ended", reason: appError };
  if (!user) return { name: journey.mfaPending ? "second-factor" : journey.codeSent ? "verify" : "account" };
  if (journey.resetting && journey.userId === user.id) return { name: "new-password" };
  if (journey.goal === "visit") return { name: "leave" };
  if (journey.goal === "printer")
    return { name: journey.printerAdded || wishedPrinter === "owned" ? "leave" : "printer" };
  if (printerCount === 0 || journey.addingPrinter || (wishedPrinter === "foreign" && !journey.printerWaived))
    return { name: "printer" };
  if (!supporter) return { name: journey.paymentAwaited ? "payment" : "supporter" };
  return { name: journey.keyAsked ? "api-key" : "authorize" };
}
