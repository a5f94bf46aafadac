import { chooseLanguage } from "@/lib/connector/choose-language";
import { ASK, parseArguments } from "@/lib/connector/parse-arguments";
import { runUntilStopped } from "@/lib/connector/run-until-stopped";
import { startPrinterServer } from "@/lib/connector/virtual-printer/start-printer-server";
import { randomToken } from "@/lib/random";

const chosen = chooseLanguage(process.argv.slice(2), process.env);
if (!chosen.ok) {
  process.stderr.write(`${chosen.error}\n`);
  process.exit(2);
}
const parsed = parseArguments(chosen.args, {
  portal: "http://localhost:3000",
  dir: ".data/printer",
  needsPrinter: false,
  showsKey: true,
});
if (!parsed.ok) {
  process.stderr.write(`${parsed.sentence}\n`);
  process.exit(2);
}
// No person sits at the virtual printer who could be asked: it makes a key and agrees at once.
const given = parsed.arguments.octoPrintKey;
const octoPrintKey = given === ASK ? randomToken(32) : given;
const server = await startPrinterServer(octoPrintKey);
// The protocol's number for OctoPrint, whose answers the virtual printer gives.
await runUntilStopped(
  { ...parsed.arguments, printers: [server.origin], octoPrintKey },
  {
    platform: 1,
    onStarted: server.show,
    onStopped: server.close,
  },
);
