import { readCommandLine, type Help, type Read } from "@/lib/command-line";
import { ok } from "@/lib/result";

export type DatabaseCommand =
  | { verb: "auth-secret"; oldFile: string | undefined; yes: boolean }
  | { verb: "printer-key"; yes: boolean }
  | { verb: "migration"; name: string };

const AUTH_SECRET = `AUTH_SECRET was changed. With --old nothing is lost but living codes. Without it
authenticators (recovery keys still work) and apps' webhook secrets end, and so does the printers' key, unless
PRINTER_RSA_KEY_FILE or DATA_DIR has it: then every printer has to be set up anew`;
const PRINTER_KEY = `the key of PRINTER_RSA_KEY_FILE, else of DATA_DIR, else a new one counts from now on. Printers
that know another one have to be set up anew`;
const MIGRATION = `the present text of a migration counts as the one that was applied. No table is changed: make sure
that they agree`;
const YES = ["--yes", "do it; without this it says what would end, and does nothing"] as const;

const line = (text: string) => text.replaceAll("\n", " ");

/** Reads the arguments of `npm run database`. @returns a sentence and the usage for wrong input */
export function parseDatabaseCommand(args: string[]): Read<DatabaseCommand | Help> {
  return readCommandLine<DatabaseCommand>("npm run database --", args, (program, answer) => {
    program.showHelpAfterError();
    const accept = program
      .command("accept")
      .description("say that a change of secrets or history was meant")
      .addHelpText("after", "\nStop the servers before, and start them all after it.");
    accept
      .command("auth-secret")
      .description(line(AUTH_SECRET))
      .option("--old <file>", "holds the old secret: all that is sealed moves to the new one")
      .option(...YES)
      .action(({ old: oldFile, yes = false }: { old?: string; yes?: boolean }) =>
        answer(ok({ command: { verb: "auth-secret", oldFile, yes } })),
      );
    accept
      .command("printer-key")
      .description(line(PRINTER_KEY))
      .option(...YES)
      .action(({ yes = false }: { yes?: boolean }) => answer(ok({ command: { verb: "printer-key", yes } })));
    accept
      .command("migration")
      .description(line(MIGRATION))
      .argument("<name>", "of its folder")
      .action((name: string) => answer(ok({ command: { verb: "migration", name } })));
  });
}
