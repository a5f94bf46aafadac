import { runCommand } from "./run-command";
import { connectDatabase } from "@/lib/db/open-database";
import { parseDatabaseCommand, type DatabaseCommand } from "@/lib/operator/parse-database-command";
import { runDatabaseCommand } from "@/lib/operator/run-database-command";

/** A portal that runs would go on with what it has read, and write it back. */
const changesSecrets = (command: DatabaseCommand) =>
  (command.verb === "auth-secret" && (command.yes || command.oldFile !== undefined)) ||
  (command.verb === "printer-key" && command.yes);

// What stops a start on purpose, and how an operator goes on. So this one does not look at secrets and history first.
await runCommand({
  parse: parseDatabaseCommand,
  run: runDatabaseCommand,
  open: connectDatabase,
  onlyAlone: changesSecrets,
});
