import { runCommand } from "./run-command";
import { parseAppsCommand } from "@/lib/apps/registration/parse-apps-command";
import { runAppsCommand } from "@/lib/apps/registration/run-apps-command";

// Registers apps from the command line.
await runCommand({ parse: parseAppsCommand, run: runAppsCommand, mayBegin: ({ verb }) => verb === "add" });
