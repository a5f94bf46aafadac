import type { Account } from "@/lib/accounts/account-store";
import type { RegisteredApp } from "@/lib/apps/app-store";
import { mayUseApp } from "@/lib/apps/may-use-app";
import type { ReturnTarget } from "@/lib/apps/return-url-policy";
import { env } from "@/lib/env";
import { findJourney, type FoundJourney, type JourneyRecord } from "@/lib/journey/journey-store";
import { checkReturn } from "@/lib/journey/read/check-return";
import { journeyApp } from "@/lib/journey/read/journey-app";
import { nextStep, type JourneyFacts, type Step } from "@/lib/journey/read/next-step";
import { stepsLeft } from "@/lib/journey/read/steps-left";
import type { EndedReason } from "@/lib/messages/messages";
import { namedPrinter } from "@/lib/printers/named-printer";
import { listPrinters, type OwnedPrinter } from "@/lib/printers/printer-store";
import { awaitedCheckout } from "@/lib/supporters/checkout/checkout-store";
import { isSupporter } from "@/lib/supporters/perks-store";

/** A journey with everything that its pages and actions decide by, read for this request. */
export type Journey = JourneyRecord & {
  app: RegisteredApp | undefined;
  /**
   * Where the browser goes at the end; undefined when the journey has no app or its return URL is not good any more.
   */
  target: ReturnTarget | undefined;
  user: Account | undefined;
  printers: OwnedPrinter[];
  step: Step;
  /** Screens left for this person, with this one. */
  left: number;
};

type Known = Omit<Journey, "step" | "left">;

/** Why the app may not go on now, whatever it could when the journey began. */
function findAppError({ goal, app, target, user, codeChallenge }: Known): EndedReason | undefined {
  if (goal !== "app") return undefined;
  if (!app) return "unknown_app";
  if (!app.enabled) return "app_disabled";
  if (!target) return "return_url_not_registered";
  if (app.needsPkce && codeChallenge === null) return "challenge_missing";
  if (user && !mayUseApp(app, user.email, env().mode)) return "app_in_development";
  return undefined;
}

/** The facts of a journey, for {@link nextStep}. */
function factsOf(
  journey: Known,
  { supporter, paymentAwaited }: { supporter: boolean; paymentAwaited: boolean },
): JourneyFacts {
  const { user, printers, publicId, keyWish } = journey;
  const owned = namedPrinter(printers, publicId) !== undefined;
  return {
    journey: {
      goal: journey.goal,
      expired: journey.expired,
      endedReason: journey.endedReason,
      consented: journey.consentedAt !== null,
      codeSent: journey.email !== null,
      mfaPending: journey.mfaPending,
      resetting: journey.resetting,
      userId: journey.userId,
      addingPrinter: journey.addingPrinter,
      printerWaived: journey.printerWaived,
      printerAdded: journey.chosenPrinter !== null,
      paymentAwaited,
      keyAsked: keyWish?.open === true && printers.some((printer) => printer.printerId === keyWish.printerId),
    },
    appError: findAppError(journey),
    user,
    printerCount: printers.length,
    wishedPrinter: publicId === null ? "none" : owned ? "owned" : "foreign",
    supporter,
  };
}

/**
 * Loads a journey for a browser.
 * @param id from the URL
 * @param browser secret of the browser's cookie
 * @param user who is signed in with this request
 */
export async function loadJourney(
  id: string,
  browser: string | undefined,
  user: Account | undefined,
): Promise<{ kind: "own"; journey: Journey } | Exclude<FoundJourney, { kind: "own" }>> {
  const found = await findJourney(id, browser);
  if (found.kind !== "own") return found;
  const { record } = found;
  const [app, printers, supporter, checkout] = await Promise.all([
    record.appId ? journeyApp(record.appId) : undefined,
    user ? listPrinters(user.id) : [],
    user ? isSupporter(user.id) : env().payments.everyoneSupports,
    user ? awaitedCheckout(id, user.id) : undefined,
  ]);
  const checked = app && record.returnUrl ? checkReturn(app, record.returnUrl, record.answer) : undefined;
  const known = { ...record, app, target: checked?.ok ? checked.target : undefined, user, printers };
  const facts = factsOf(known, { supporter, paymentAwaited: checkout !== undefined });
  return { kind: "own", journey: { ...known, step: nextStep(facts), left: stepsLeft(facts) } };
}
