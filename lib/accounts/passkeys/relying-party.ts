import { isIP } from "node:net";
import { env } from "@/lib/env";

/** Whom passkeys are made for and used at (WebAuthn L3, 5.4.2). */
export type RelyingParty = { id: string; origin: string; name: string };

/**
 * The relying party of a portal. Its id is the portal's host, never a parent: pages of printers live below the relay's
 * domain, and another page of the same site could ask for ours. Pure.
 * @returns undefined where browsers have no passkeys: on http that is not localhost, at an address without a name
 */
export function relyingPartyOf(portalUrl: string, name: string): RelyingParty | undefined {
  const { protocol, hostname, origin } = new URL(portalUrl);
  const isSecure = protocol === "https:" || hostname === "localhost";
  const isAddress = isIP(hostname.replace(/^\[|\]$/g, "")) !== 0;
  return isSecure && !isAddress ? { id: hostname, origin, name } : undefined;
}

/** {@link relyingPartyOf} this portal. */
export const relyingParty = (): RelyingParty | undefined => relyingPartyOf(env().portalUrl, env().serviceName);
