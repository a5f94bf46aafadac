// For the benchmark: the virtual printer with its connector, as `npm run printer`, telling its port too. Arguments:
// portal, folder.
import { runConnector } from "@/lib/connector/run-connector";
import { startPrinterServer } from "@/lib/connector/virtual-printer/start-printer-server";

const [portal = "", dir = ""] = process.argv.slice(2);
const printer = await startPrinterServer();
const connector = await runConnector({
  portal,
  dir,
  printer: printer.origin,
  platform: 1,
  report: (event) => {
    if (event.event === "online")
      process.stdout.write(
        `${JSON.stringify({ port: Number(new URL(printer.origin).port), printerId: event.printerId })}\n`,
      );
  },
});
process.once("SIGTERM", () => void connector.stop().then(() => process.exit(0)));
