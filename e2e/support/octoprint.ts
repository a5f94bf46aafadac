import { PrinterProcess } from "./printer";
import { test as base } from "./test";

/** Starts a virtual OctoPrint whose program may act for its owner, so that apps get keys. */
export const startOctoPrint = (portal: string) =>
  PrinterProcess.start(portal, undefined, ["--octoprint-api-key", "ADMINKEYADMINKEYADMINKEYADMINKEY"]);

/** The tests' printer is one of those. */
export const test = base.extend({
  printer: async ({ portal }, provide) => {
    const printer = startOctoPrint(portal);
    await printer.next("online");
    await provide(printer);
    await printer.stop();
  },
});
