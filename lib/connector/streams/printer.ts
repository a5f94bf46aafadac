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
  /** Origin of Moonraker's own server, where there is one. */
  moonraker?: string | undefined;
};

/** A web server of the printer, and the connections to it that are kept. */
export type LocalServer = { origin: string; agent: HttpAgent | HttpsAgent };

/** The printer as streams reach it. */
export type Printer = PrinterPlace & {
  /** @returns the server that an address goes to, and the one to try when that cannot be reached */
  serversFor(url: string): [first: LocalServer, then?: LocalServer];
  close(): void;
};

/** Connections to a server that are kept for the next request. */
const KEPT_CONNECTIONS = 16;

/** What Moonraker serves by itself; everything else is its front end's (protocol notes, 4.2). */
const MOONRAKER_PATH = /^\/(websocket|(printer|api|access|machine|server|debug)\/)/;

function serverAt(origin: string): LocalServer {
  const options = { keepAlive: true, maxFreeSockets: KEPT_CONNECTIONS };
  return { origin, agent: origin.startsWith("https:") ? new HttpsAgent(options) : new HttpAgent(options) };
}

export function printerAt(place: PrinterPlace): Printer {
  const front = serverAt(place.origin);
  const moonraker = place.moonraker === undefined || place.moonraker === place.origin ? undefined : serverAt(place.moonraker);
  return {
    ...place,
    serversFor: (url) => (moonraker && MOONRAKER_PATH.test(url) ? [moonraker, front] : [front]),
    close: () => {
      front.agent.destroy();
      moonraker?.agent.destroy();
    },
  };
}
