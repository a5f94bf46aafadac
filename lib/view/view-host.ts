import { env } from "@/lib/env";
import { requestHost } from "@/lib/http/request-host";

/** Takes the ticket; the one address of the host that is not the printer's. */
export const ENTER_PATH = "/.well-known/owners-door";

/** The host of a printer's own page. */
export const viewHost = (label: string): string => `view-${label}.${env().relayDomain}`;

/** The same with its scheme, as browsers name it. */
export const viewOrigin = (label: string): string => `${new URL(env().portalUrl).protocol}//${viewHost(label)}`;

/** Any of them, as a source of a content policy. */
export const anyViewOrigin = (): string => `${new URL(env().portalUrl).protocol}//*.${env().relayDomain}`;

/** Whether an `Origin` is the portal's. */
export function isPortalOrigin(origin: string | undefined): boolean {
  if (origin === undefined || !URL.canParse(origin)) return false;
  const host = requestHost(new URL(origin).host, env());
  return host?.kind === "portal" && host.origin === origin;
}
