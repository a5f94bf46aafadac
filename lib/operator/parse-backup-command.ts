import { readCommandLine, type Help, type Read } from "@/lib/command-line";
import { ok } from "@/lib/result";

export type BackupCommand = { verb: "backup"; file: string } | { verb: "restore"; file: string; replace: boolean };

const FILE = "such as /backups/portal-2027-01-31.gz";

/** Reads the arguments of `npm run backup`. @returns a sentence and the usage for wrong input */
export function parseBackupCommand(args: string[]): Read<BackupCommand | Help> {
  return readCommandLine<BackupCommand>("npm run backup --", args, (program, answer) => {
    program
      .showHelpAfterError()
      .description("write everything in the database to a new file, also while the portal runs")
      .argument("<file>", FILE)
      .action((file: string) => answer(ok({ command: { verb: "backup", file } })));
    program.addHelpText(
      "after",
      "\nKeep AUTH_SECRET (else DATA_DIR/auth-secret) too, and elsewhere: secrets are sealed with it.",
    );
  });
}

/** Reads the arguments of `npm run restore`. @returns a sentence and the usage for wrong input */
export function parseRestoreCommand(args: string[]): Read<BackupCommand | Help> {
  return readCommandLine<BackupCommand>("npm run restore --", args, (program, answer) => {
    program
      .showHelpAfterError()
      .description("make the database what it was when a backup was made; stop all servers before")
      .argument("<file>", FILE)
      .option("--replace", "also where there are people or printers now: they are lost")
      .action((file: string, { replace = false }: { replace?: boolean }) =>
        answer(ok({ command: { verb: "restore", file, replace } })),
      );
  });
}
