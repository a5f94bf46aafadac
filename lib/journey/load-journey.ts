import type { Account } from "@/lib/accounts/account-store";
import { mayUseApp } from "@/lib/apps/may-use-app";
import { getApp, type RegisteredApp } from "@/lib/apps/app-store";
import { checkReturnUrl, type ReturnTarget } from "@/lib/apps/return-url-policy";
import { env } from "@/lib/env";
import { nextStep, type Step } from "@/lib/journey/next-step";
import { completePageUrl } from "@/lib/journey/complete-page-url";
import { findPortalSession, type FoundSession, type PortalSession } from "@/lib/journey/portal-session-store";
import type { EndedReason } from "@/lib/messages/messages";
import { listPrinters, type OwnedPrinter } from "@/lib/printers/printer-store";
import { awaitedCheckout } from "@/lib/supporters/checkout/checkout-store";
import { isSupporter } from "@/lib/supporters/perks-store";

/** A journey with everything that its pages and actions decide by, read for this request. */
export type Journey = {
  session: PortalSession;
  app: RegisteredApp | undefined;
  /**
   * Where the browser goes at the end; undefined when the journey has no app or its return URL is not good any more.
   */
  target: ReturnTarget | undefined;
  user: Account | undefined;
  printers: OwnedPrinter[];
  step: Step;
};

/** Why the app may not go on now, whatever it could when the journey began. */
function findAppError(
  session: PortalSession,
  app: RegisteredApp | undefined,
  target: ReturnTarget | undefined,
  user: Account | undefined,
): EndedReason | undefined {
  if (session.goal !== "app") return undefined;
  if (!app) return "unknown_app";
  if (!app.enabled) return "app_disabled";
  if (!target) return "return_url_not_registered";
  if (user && !mayUseApp(app, user.email, env().mode)) return "app_in_development";
  return undefined;
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
): Promise<{ kind: "own"; journey: Journey } | Exclude<FoundSession, { kind: "own" }>> {
  const found = await findPortalSession(id, browser);
  if (found.kind !== "own") return found;
  const { session } = found;
  const [app, printers, supporter, checkout] = await Promise.all([
    session.appId ? getApp(session.appId) : undefined,
    user ? listPrinters(user.id) : [],
    user ? isSupporter(user.id) : false,
    user ? awaitedCheckout(session.id, user.id) : undefined,
  ]);
  const checked =
    app && session.returnUrl ? checkReturnUrl(session.returnUrl, app.returnUrls, completePageUrl()) : undefined;
  const target = checked?.ok ? checked.target : undefined;
  const wished = session.publicId
    ? printers.some((printer) => printer.publicId === session.publicId)
      ? "owned"
      : "foreign"
    : "none";
  const step = nextStep({
    session: {
      goal: session.goal,
      expired: session.expired,
      endedReason: session.endedReason,
      consented: session.consentedAt !== null,
      codeSent: session.email !== null,
      halfSignedIn: session.halfSignedIn,
      resetting: session.resetting,
      userId: session.userId,
      addingPrinter: session.addingPrinter,
      printerWaived: session.printerWaived,
      printerAdded: session.chosenPrinter !== null,
      paymentAwaited: checkout !== undefined,
      keyAsked:
        session.keyWish?.open === true && printers.some((printer) => printer.printerId === session.keyWish?.printerId),
    },
    appError: findAppError(session, app, target, user),
    user,
    printerCount: printers.length,
    wishedPrinter: wished,
    supporter,
  });
  return { kind: "own", journey: { session, app, target, user, printers, step } };
}
