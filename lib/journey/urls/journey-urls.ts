import { logoAddress } from "@/lib/apps/logo/logo-address";
import type { Restarted } from "@/lib/journey/journey-store";
import type { Journey } from "@/lib/journey/read/load-journey";
import type { StartParameters } from "@/lib/journey/read/start-parameters";
import { completionUrl, type FailureReason } from "@/lib/journey/urls/completion-url";
import { startUrl } from "@/lib/journey/urls/start-url";
import { PORTAL_PATH, stepUrl } from "@/lib/journey/urls/step-url";
import { namedPrinter } from "@/lib/printers/named-printer";

/** Where a journey is now, as an address on this origin. */
export function currentStepUrl(journey: Journey): string {
  if (journey.step.name !== "leave") return stepUrl(journey.step.name, journey.id);
  const { goal, visitPath, chosenPrinter, publicId, printers } = journey;
  const printer = printers.find((item) => item.printerId === chosenPrinter) ?? namedPrinter(printers, publicId);
  return goal === "printer" && printer ? `/view/${printer.publicId}` : (visitPath ?? "/");
}

/**
 * Completion URL for a journey that shares nothing (docs/app-contract.md#3-completion); undefined when there is no good
 * return URL.
 */
export function failureUrl({ target, returnUrl, state, answer }: Journey, error: FailureReason): string | undefined {
  return target && returnUrl
    ? completionUrl(returnUrl, { answer, success: false, error, state: state ?? undefined })
    : undefined;
}

/** Where a journey's own printer shows its picture, once there is consent; nothing is seen there without one. */
export const printerPicture = (id: string): string => `${PORTAL_PATH}/picture?${new URLSearchParams({ session: id })}`;

/** Where "Start again" leads: the start URL with the same app, printer and return URL; undefined without an app. */
export function restartUrl(journey: RestartedJourney): string | undefined {
  const parameters = restartParameters(journey);
  return parameters && startUrl(parameters);
}

type RestartedJourney = Pick<Journey, Restarted>;

/** What a start URL says that begins the same once more. */
export function restartParameters(journey: RestartedJourney): StartParameters | undefined {
  const { appId, publicId, returnUrl, answer, codeChallenge, uiLocale } = journey;
  if (!appId) return undefined;
  const asked = {
    appId,
    printerId: publicId ?? undefined,
    returnUrl: returnUrl ?? undefined,
    ...(uiLocale && { ui_locales: uiLocale }),
    // Without it the app would be sent secrets where it expects a code.
    ...(codeChallenge && { code_challenge: codeChallenge, code_challenge_method: "S256" as const }),
  };
  return { ...asked, ...(answer === "tunnel" && { answer }) };
}

/** Path of the app's picture for the pages of a journey; undefined for journeys without an app. */
export function journeyLogo({ app, appLogoUrl }: Journey): string | undefined {
  return app ? logoAddress(app, appLogoUrl ?? undefined) : undefined;
}
