import { getDomain } from "tldts";

/**
 * Whether two hosts are one site to browsers: pages of one can then set and crowd out cookies of the other, and a
 * printer's page is any page (RFC 6265bis, 5.6). Suffixes under which people get hosts of their own count.
 */
export function areOneSite(portalUrl: string, relayDomain: string): boolean {
  const site = (url: string) => getDomain(url, { allowPrivateDomains: true }) ?? new URL(url).hostname;
  return site(portalUrl) === site(`https://${relayDomain}`);
}
