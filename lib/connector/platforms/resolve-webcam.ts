import { lookup } from "node:dns/promises";
import { isLoopbackAddress, plainAddress } from "@/lib/connector/ip-address";
import { parseUrl } from "@/lib/connector/origin-of";

const nameOf = (url: URL) => url.hostname.replace(/^\[|\]$/g, "");

const isLoopbackName = (name: string) => /(^|\.)localhost$/i.test(name) || isLoopbackAddress(name);

async function addressesOf(name: string): Promise<string[]> {
  if (isLoopbackName(name)) return ["127.0.0.1"];
  const found = await lookup(name, { all: true }).catch(() => []);
  return found.map(({ address }) => plainAddress(address));
}

/**
 * Where a webcam's picture is, if it is on the printer's own machine: this program is no way into the rest of the
 * network, whoever wrote the address into the printer's settings. What a printer calls `localhost` is the printer.
 * @param address as the platform has it @param printer origin of its web server
 * @returns undefined for an address elsewhere, or one that is none
 */
export async function resolveWebcam(address: string, printer: string): Promise<URL | undefined> {
  const url = address === "" ? undefined : parseUrl(address, printer);
  if (!url || !/^https?:$/.test(url.protocol)) return undefined;
  const host = new URL(printer);
  if (url.hostname === host.hostname) return url;
  if (isLoopbackName(nameOf(url))) {
    url.hostname = host.hostname;
    return url;
  }
  const [wanted, own] = await Promise.all([addressesOf(nameOf(url)), addressesOf(nameOf(host))]);
  const same = wanted.find((item) => own.includes(item));
  if (same === undefined) return undefined;
  // The address that was compared is the one that is asked: a name may change its mind in between.
  url.hostname = same.includes(":") ? `[${same}]` : same;
  return url;
}
