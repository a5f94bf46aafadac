import { DatabaseError } from "@/lib/db/database-error";
import { openDatabase } from "@/lib/db/open-database";
import { ConfigurationError } from "@/lib/env";
import type { Result } from "@/lib/result";

/** A command line program: its arguments as a command, and what a command does. `help` needs no database. */
type Program<Command extends { verb: string }> = {
  parse: (args: string[]) => Result<{ command: Command }, string>;
  run: (command: Command) => Promise<Result<{ text: string }, string>>;
};

async function run<Command extends { verb: string }>(program: Program<Command>, args: string[]): Promise<number> {
  const parsed = program.parse(args);
  if (!parsed.ok) {
    process.stderr.write(`${parsed.error}\n`);
    return 2;
  }
  const database = parsed.command.verb === "help" ? undefined : await openDatabase();
  try {
    const done = await program.run(parsed.command);
    (done.ok ? process.stdout : process.stderr).write(done.ok ? done.text : `${done.error}\n`);
    return done.ok ? 0 : 1;
  } finally {
    await database?.close();
  }
}

/** Runs a program beside the server. Exit 0: done; 1: not possible now; 2: wrong input, nothing was touched. */
export async function runCommand<Command extends { verb: string }>(program: Program<Command>): Promise<void> {
  try {
    process.exitCode = await run(program, process.argv.slice(2));
  } catch (error) {
    if (!(error instanceof ConfigurationError || error instanceof DatabaseError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
