import { localServer, type LocalServer } from "@/lib/connector/streams/local-server";
import { PLATFORMS } from "@/lib/octostream/platforms";

/** The printer that the connector serves. */
export type PrinterPlace = {
  /** Of the printer's web server, such as `http://192.168.1.20`. */
  origin: string;
  /** `HostPlatform` of the protocol; 0 is unknown. */
  platform: number;
  /** Of OctoPrint, for requests that ask for local authority. Only given where the platform is OctoPrint. */
  octoPrintKey?: string | undefined;
  /** Origin that speaks Moonraker's API, where there is one: the same, or the one its front end is set to. */
  moonraker?: string | undefined;
  /** Another kind of program answers there than the one this printer was: nothing is passed on to it. */
  isStranger?: boolean | undefined;
};

/** The printer as streams reach it. */
export type Printer = PrinterPlace & {
  /** @returns the one server that an address goes to: whether or not it answers, no other is ever asked instead */
  serverFor(url: string): LocalServer;
  close(): void;
};

export const isOctoPrint = ({ platform }: PrinterPlace): boolean => platform === PLATFORMS.octoprint;

/** What Moonraker serves by itself; everything else is its front end's (docs/printer-protocol.md#42-http-request). */
const MOONRAKER_PATH = /^\/(websocket|(printer|api|access|machine|server|debug)\/)/;

export function printerAt(place: PrinterPlace): Printer {
  const front = localServer(place.origin);
  const apart = place.moonraker !== undefined && place.moonraker !== place.origin;
  const moonraker = apart ? localServer(place.moonraker ?? place.origin) : front;
  return {
    ...place,
    serverFor: (url) => (MOONRAKER_PATH.test(url) ? moonraker : front),
    close: () => {
      front.agent.destroy();
      moonraker.agent.destroy();
    },
  };
}
