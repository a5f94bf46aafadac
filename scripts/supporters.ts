import { runCommand } from "./run-command";
import { parseSupportersCommand } from "@/lib/supporters/command/parse-supporters-command";
import { runSupportersCommand } from "@/lib/supporters/command/run-supporters-command";

// Who has Supporter Perks, from the command line.
await runCommand({ parse: parseSupportersCommand, run: runSupportersCommand });
