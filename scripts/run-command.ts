import { realpathSync } from "node:fs";
import { isHelp, type Help, type Read } from "@/lib/command-line";
import { DatabaseError } from "@/lib/db/database-error";
import { openDatabase, type OpenDatabase } from "@/lib/db/open-database";
import { ConfigurationError, givenSettings, adoptSettings } from "@/lib/env";
import { findSettings } from "@/lib/operator/find-settings";
import { runningServers } from "@/lib/operator/running-servers";
import type { Result } from "@/lib/result";

/** A command line program: its arguments as a command, and what a command does. Help needs no database. */
type Program<Command extends { verb: string }> = {
  parse: (args: string[]) => Read<Command | Help>;
  run: (command: Command) => Promise<Result<{ text: string }, string>>;
  /** Whether a command has a point before the portal was ever started. */
  mayBegin?: (command: Command) => boolean;
  /** Whether a command would harm a portal that runs meanwhile. */
  onlyAlone?: (command: Command) => boolean;
  /** How it comes to the database: as the server does, unless it says otherwise. */
  open?: () => Promise<OpenDatabase>;
};

/** Takes the settings of the portal that is meant. @throws ConfigurationError when that cannot be seen */
function findPortal({ mayBegin, alone }: { mayBegin: boolean; alone: boolean }): void {
  const found = findSettings({
    given: givenSettings(),
    folder: realpathSync(process.cwd()),
    running: runningServers(),
    mayBegin,
  });
  if (!found.ok) throw new ConfigurationError([found.error]);
  if (alone && found.pid !== undefined) {
    throw new ConfigurationError([`The portal runs (process ${found.pid}). Nothing was changed: stop it first.`]);
  }
  if (found.notice) process.stderr.write(`${found.notice}\n`);
  adoptSettings(found.settings);
}

async function run<Command extends { verb: string }>(program: Program<Command>, args: string[]): Promise<number> {
  const parsed = program.parse(args);
  if (!parsed.ok) {
    process.stderr.write(`${parsed.error}\n`);
    return 2;
  }
  const { command } = parsed;
  if (isHelp(command)) {
    process.stdout.write(command.text);
    return 0;
  }
  findPortal({ mayBegin: program.mayBegin?.(command) ?? false, alone: program.onlyAlone?.(command) ?? false });
  const database = await (program.open ?? openDatabase)();
  try {
    const done = await program.run(command);
    (done.ok ? process.stdout : process.stderr).write(done.ok ? done.text : `${done.error}\n`);
    return done.ok ? 0 : 1;
  } finally {
    await database.close();
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
