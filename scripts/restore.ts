import { runCommand } from "./run-command";
import { connectDatabase } from "@/lib/db/open-database";
import { parseRestoreCommand } from "@/lib/operator/parse-backup-command";
import { runBackupCommand } from "@/lib/operator/run-backup-command";

// The other way round, into a database that nobody uses meanwhile. What is there now is not looked at first.
await runCommand({
  parse: parseRestoreCommand,
  run: runBackupCommand,
  open: connectDatabase,
  mayBegin: () => true,
  onlyAlone: () => true,
});
