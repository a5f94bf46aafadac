import type { RegisteredApp } from "@/lib/apps/app-store";
import type { RegisteredReturnUrl, ReturnTarget } from "@/lib/apps/return-url-policy";
import { checkReturn, registeredFor } from "@/lib/journey/read/check-return";
import { journeyApp } from "@/lib/journey/read/journey-app";
import { parseStartParameters, type StartParameters } from "@/lib/journey/read/start-parameters";
import { completePageUrl } from "@/lib/journey/urls/step-url";
import type { EndedReason } from "@/lib/messages/messages";

/** A start URL that may begin a journey. `notes` say what was ignored, for the log. */
export type Start = {
  parameters: StartParameters;
  app: RegisteredApp;
  returnUrl: string;
  target: ReturnTarget;
  notes: string[];
};

/**
 * A start URL that only gets a page, never a redirect (docs/app-contract.md#2-return-urls, RFC 9700 4.11).
 * @property kinds which kinds of return URLs are registered for the answer that was asked for
 */
export type StartError = {
  reason: EndedReason;
  app?: RegisteredApp;
  askedFor?: string;
  kinds?: RegisteredReturnUrl["kind"][];
};

/**
 * Reads a start URL's query and checks it against the registered app. Writes nothing.
 * @param query everything behind the question mark, as sent
 */
export async function openStartUrl(
  query: string,
): Promise<{ ok: true; start: Start } | { ok: false; error: StartError }> {
  const parsed = parseStartParameters(query);
  if (!parsed.ok) return { ok: false, error: { reason: parsed.error } };
  const { parameters, notes } = parsed;
  const app = await journeyApp(parameters.appId);
  if (!app) return { ok: false, error: { reason: "unknown_app" } };
  if (!app.enabled) return { ok: false, error: { reason: "app_disabled", app } };
  const { answer, code_challenge } = parameters;
  const returnUrl = parameters.returnUrl ?? completePageUrl(answer);
  const checked = checkReturn(app, returnUrl, answer);
  if (!checked.ok) {
    const kinds = [...new Set(registeredFor(app, answer).map(({ kind }) => kind))];
    return { ok: false, error: { reason: "return_url_not_registered", app, askedFor: returnUrl, kinds } };
  }
  if (app.needsPkce && !code_challenge) return { ok: false, error: { reason: "challenge_missing", app } };
  return { ok: true, start: { parameters, app, returnUrl, target: checked.target, notes } };
}
