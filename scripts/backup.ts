import { runCommand } from "./run-command";
import { parseBackupCommand } from "@/lib/operator/parse-backup-command";
import { runBackupCommand } from "@/lib/operator/run-backup-command";

// Everything in the database as a file.
await runCommand({ parse: parseBackupCommand, run: runBackupCommand });
