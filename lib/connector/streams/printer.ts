import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";

/** What the connector stands beside. */
export type PrinterPlace = {
  /** Of the printer's web server, such as `http://192.168.1.20`. */
  origin: string;
  /** `HostPlatform` of the protocol; 0 is unknown. */
  platform: number;
  /** Of OctoPrint, for requests that ask for local authority. Only given where the platform is OctoPrint. */
  octoPrintKey?: string | undefined;
};

/** The printer's web server, as streams reach it. */
export type Printer = PrinterPlace & { agent: HttpAgent | HttpsAgent };

/** Connections to it that are kept for the next request. */
const KEPT_CONNECTIONS = 16;

export function printerAt(place: PrinterPlace): Printer {
  const options = { keepAlive: true, maxFreeSockets: KEPT_CONNECTIONS };
  return { ...place, agent: place.origin.startsWith("https:") ? new HttpsAgent(options) : new HttpAgent(options) };
}
