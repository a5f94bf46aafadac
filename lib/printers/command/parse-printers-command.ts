import { readCommandLine, type Help, type Read } from "@/lib/command-line";
import { ok } from "@/lib/result";

export type PrintersCommand = { verb: "list"; json: boolean } | { verb: "zstd-dictionary"; folder: string };

/** Reads the arguments of `npm run printers`. @returns a sentence and the usage for wrong input */
export function parsePrintersCommand(args: string[]): Read<PrintersCommand | Help> {
  return readCommandLine<PrintersCommand>("npm run printers --", args, (program, answer) => {
    program.showHelpAfterError();
    program
      .command("list")
      .description("every printer: whether it is there, with which program, and why apps cannot use it")
      .option("--json", "as JSON")
      .action(({ json }: { json?: boolean }) => answer(ok({ command: { verb: "list", json: json ?? false } })));
    program
      .command("zstd-dictionary")
      .description("takes the dictionary that a plugin packs with out of its folder, to where the server reads it")
      .argument("<folder>", "where the plugin is installed or unpacked")
      .action((folder: string) => answer(ok({ command: { verb: "zstd-dictionary", folder } })));
  });
}
