import { parseAppsCommand } from "@/lib/apps/registration/parse-apps-command";
import { runAppsCommand } from "@/lib/apps/registration/run-apps-command";
import { runCommand } from "./run-command";

// Registers apps from the command line.
await runCommand({ parse: parseAppsCommand, run: runAppsCommand, mayBegin: ({ verb }) => verb === "add" });
