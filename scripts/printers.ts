import { runCommand } from "./run-command";
import { parsePrintersCommand } from "@/lib/printers/command/parse-printers-command";
import { runPrintersCommand } from "@/lib/printers/command/run-printers-command";

// What the operator sees and does about printers and their programs, from the command line.
await runCommand({ parse: parsePrintersCommand, run: runPrintersCommand });
