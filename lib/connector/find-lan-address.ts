import { createSocket } from "node:dgram";
import { lookup } from "node:dns/promises";
import { isIPv6 } from "node:net";
import { networkInterfaces } from "node:os";
import { isLoopbackAddress as isLoopback } from "@/lib/connector/ip-address";

async function resolve(host: string): Promise<string | undefined> {
  const name = host.replace(/^\[|\]$/g, "");
  if (/(^|\.)localhost$/i.test(name)) return "127.0.0.1";
  return (await lookup(name).catch(() => undefined))?.address;
}

/** Our own address on the way to another one. A UDP socket only asks the routing table; nothing is sent. */
function addressTowards(target: string): Promise<string | undefined> {
  return new Promise((done) => {
    const socket = createSocket(isIPv6(target) ? "udp6" : "udp4");
    const finish = (address: string | undefined) => {
      socket.close();
      done(address);
    };
    socket.once("error", () => finish(undefined));
    socket.connect(9, target, () => finish(socket.address().address));
  });
}

const anyLanAddress = () =>
  Object.values(networkInterfaces())
    .flat()
    .find((item) => item && !item.internal && item.family === "IPv4")?.address;

export type LanAddress = {
  /** Address of the printer in its network, or "". */
  address: string;
  /** The printer's web server runs on another machine than this program. */
  isCompanion: boolean;
};

/**
 * Where apps in the same network find the printer: its own address; for a printer on this machine, the address of the
 * interface that reaches the portal.
 * @param printer origin of the printer's web server @param portal origin of the portal
 */
export async function findLanAddress(printer: string, portal: string): Promise<LanAddress> {
  const ofPrinter = await resolve(new URL(printer).hostname);
  if (ofPrinter && !isLoopback(ofPrinter)) {
    const own = await addressTowards(ofPrinter);
    return { address: ofPrinter, isCompanion: own !== ofPrinter };
  }
  const ofPortal = await resolve(new URL(portal).hostname);
  const own = ofPortal && (await addressTowards(ofPortal));
  return { address: (own && !isLoopback(own) ? own : anyLanAddress()) ?? "", isCompanion: false };
}
