import { connectDatabase } from "@/lib/db/open-database";
import { parseDatabaseCommand } from "@/lib/operator/parse-database-command";
import { runDatabaseCommand } from "@/lib/operator/run-database-command";
import { runCommand } from "./run-command";

// What stops a start on purpose, and how an operator goes on. So this one does not look at secrets and history first.
await runCommand({ parse: parseDatabaseCommand, run: runDatabaseCommand, open: connectDatabase });
