import { getAppByName } from "@/lib/apps/app-store";
import { openStartUrl, type StartError } from "@/lib/journey/read/open-start-url";
import { LONGEST_QUERY, queryParameter } from "@/lib/journey/read/start-parameters";
import { startQuery, startUrl } from "@/lib/journey/urls/start-url";
import { completePageUrl } from "@/lib/journey/urls/step-url";

/** @property notes what was ignored, for the log */
export type TunnelStart =
  { ok: true; location: string; appId: string; notes: string[] } | { ok: false; error: StartError };

/** Our own page, with or without the slash at its end. */
const withSlash = (returnUrl: string | undefined) =>
  returnUrl !== undefined && `${returnUrl}/` === completePageUrl("tunnel") ? `${returnUrl}/` : returnUrl;

/**
 * Reads the start URL of an app that takes a server's address
 * (docs/app-contract.md#11-apps-that-take-a-servers-address): its own names for what our start URL says, which decides.
 * Writes nothing.
 * @param query everything behind the question mark, as sent
 * @returns our start URL, or what only gets a page
 */
export async function openTunnelStart(query: string): Promise<TunnelStart> {
  if (query.length > LONGEST_QUERY) return { ok: false, error: { reason: "input_too_long" } };
  const name = queryParameter(query, "app");
  if (!name) return { ok: false, error: { reason: "missing_app" } };
  const app = await getAppByName(name);
  if (!app) return { ok: false, error: { reason: "unknown_app" } };
  const asked = startQuery({
    appId: app.id,
    returnUrl: withSlash(queryParameter(query, "success_redirect_url")),
    printerId: queryParameter(query, "printer_id") ?? queryParameter(query, "printerId"),
    ui_locales: queryParameter(query, "ui_locales"),
    answer: "tunnel",
  });
  const opened = await openStartUrl(asked);
  if (!opened.ok) return opened;
  const { parameters, notes } = opened.start;
  return { ok: true, location: startUrl(parameters), appId: app.id, notes };
}
