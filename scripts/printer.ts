import { parseArguments } from "@/lib/connector/parse-arguments";
import { runUntilStopped } from "@/lib/connector/run-until-stopped";
import { startPrinterServer } from "@/lib/connector/virtual-printer/start-printer-server";

const parsed = parseArguments(process.argv.slice(2), { portal: "http://localhost:3000", dir: ".data/printer", needsPrinter: false });
if (!parsed.ok) {
  process.stderr.write(`${parsed.sentence}\n`);
  process.exit(2);
}
const server = await startPrinterServer();
// The protocol's number for OctoPrint, whose answers the virtual printer gives.
await runUntilStopped(parsed.arguments, { printer: server.origin, platform: 1, onStarted: server.show, onStopped: server.close });
