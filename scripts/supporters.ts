import { DatabaseError } from "@/lib/db/database-error";
import { openDatabase } from "@/lib/db/open-database";
import { ConfigurationError } from "@/lib/env";
import { parseSupportersCommand } from "@/lib/supporters/command/parse-supporters-command";
import { runSupportersCommand } from "@/lib/supporters/command/run-supporters-command";

/** Who has Supporter Perks, from the command line. Exit 0: done; 1: not possible now; 2: wrong input, nothing was touched. */
async function main(args: string[]): Promise<number> {
  const parsed = parseSupportersCommand(args);
  if (!parsed.ok) {
    process.stderr.write(`${parsed.error}\n`);
    return 2;
  }
  const database = parsed.command.verb === "help" ? undefined : await openDatabase();
  try {
    const done = await runSupportersCommand(parsed.command);
    (done.ok ? process.stdout : process.stderr).write(done.ok ? done.text : `${done.error}\n`);
    return done.ok ? 0 : 1;
  } finally {
    await database?.close();
  }
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof ConfigurationError || error instanceof DatabaseError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
