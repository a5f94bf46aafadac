import { parseArguments } from "@/lib/connector/parse-arguments";
import { runUntilStopped } from "@/lib/connector/run-until-stopped";

const parsed = parseArguments(process.argv.slice(2), { dir: ".connector", needsPrinter: true });
if (!parsed.ok || !parsed.arguments.printer) {
  process.stderr.write(`${parsed.ok ? "--printer is missing." : parsed.sentence}\n`);
  process.exit(2);
}
await runUntilStopped(parsed.arguments, { printer: parsed.arguments.printer });
