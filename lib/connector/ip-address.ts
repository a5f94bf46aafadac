import { isIP } from "node:net";

/** An address as it is compared: IPv4 that is written as IPv6 is IPv4 (RFC 4291, 2.5.5.2). */
export const plainAddress = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, "");

/** @returns whether a text is an address of this machine only; false for a name */
export function isLoopbackAddress(text: string): boolean {
  const address = plainAddress(text);
  return isIP(address) === 4 ? address.startsWith("127.") : address === "::1" || address === "0:0:0:0:0:0:0:1";
}
