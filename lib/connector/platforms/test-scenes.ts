import {
  moonrakerOn,
  octoPrintOn,
  pageOn,
  proxyOn,
  type PrinterProgram,
} from "@/lib/connector/platforms/test-printer-programs";

/** A host of its own for each test: Moonraker's port is the same everywhere. */
let lastHost = 0;
export const newHost = () => `127.${(process.pid % 200) + 20}.${Math.floor(lastHost / 250)}.${(lastHost++ % 250) + 2}`;

export type Scene = {
  /** Given to the connector. */
  given: string;
  /** Gets the commands. */
  own: PrinterProgram;
  /** Gets nothing at all, not even a question. */
  other: PrinterProgram;
  /** What else has to run, such as a front end. */
  also: PrinterProgram[];
  kind: string;
};

/** For tests: a printer that was linked, beside another one. */
export const SCENES: Record<string, (host: string) => Scene> = {
  "Moonraker at 7126, another one at 7125": (host) => {
    const own = moonrakerOn(host, 7126);
    return { given: own.origin, own, other: moonrakerOn(host, 7125), also: [], kind: "klipper" };
  },
  "Moonraker at 7125, another one at 7126": (host) => {
    const own = moonrakerOn(host, 7125);
    return { given: own.origin, own, other: moonrakerOn(host, 7126), also: [], kind: "klipper" };
  },
  "OctoPrint at 5000, Moonraker at 7125": (host) => {
    const own = octoPrintOn(host, 5000);
    return { given: own.origin, own, other: moonrakerOn(host, 7125), also: [], kind: "octoprint" };
  },
  "Moonraker at 7125, OctoPrint at 5000": (host) => {
    const own = moonrakerOn(host, 7125);
    return { given: own.origin, own, other: octoPrintOn(host, 5000), also: [], kind: "klipper" };
  },
  "two OctoPrints": (host) => {
    const own = octoPrintOn(host, 5001);
    return { given: own.origin, own, other: octoPrintOn(host, 5000), also: [], kind: "octoprint" };
  },
  "a front end that passes on to Moonraker at 7126, another one at 7125": (host) => {
    const own = moonrakerOn(host, 7126);
    const front = proxyOn(host, 8080, own.origin);
    return { given: front.origin, own, other: moonrakerOn(host, 7125), also: [front], kind: "klipper" };
  },
  "a front end that is set to Moonraker at 7126, another one at 7125": (host) => {
    const own = moonrakerOn(host, 7126);
    const front = pageOn(host, 8080, { hostname: null, port: 7126, instancesDB: "moonraker" });
    return { given: front.origin, own, other: moonrakerOn(host, 7125), also: [front], kind: "klipper" };
  },
  "a front end that is set to Moonraker at 7125, OctoPrint beside it": (host) => {
    const own = moonrakerOn(host, 7125);
    const front = pageOn(host, 8080, { endpoints: [own.origin] });
    return { given: front.origin, own, other: octoPrintOn(host, 5000), also: [front], kind: "klipper" };
  },
  "a page that is no printer's, Moonraker at 7125": (host) => {
    const own = pageOn(host, 8080);
    return { given: own.origin, own, other: moonrakerOn(host, 7125), also: [], kind: "other" };
  },
  "a front end that is set to nothing, Moonraker at 7125": (host) => {
    const own = pageOn(host, 8080, { hostname: null, port: null, instancesDB: "moonraker" });
    return { given: own.origin, own, other: moonrakerOn(host, 7125), also: [], kind: "other" };
  },
};
