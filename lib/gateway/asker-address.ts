import { isPublicAddress } from "@/lib/outbound/public-address";
import { remember } from "@/lib/remember";

/** Of no machine (RFC 5737): for askers whose own address may be one of the printer's network, or is not known. */
const NOBODYS_ADDRESS = "192.0.2.1";

/** What a printer is told of an asker: an address of the internet. @param from normalised, IPv6 by /64 */
export const askerAddress: (from: string) => string = remember((from) => {
  const address = from.replace(/\/64$/, "");
  return isPublicAddress(address) ? address : NOBODYS_ADDRESS;
});
