import { parseArgs } from "node:util";
import { failure, ok, type Result } from "@/lib/result";

export const DATABASE_USAGE = `Usage:
  npm run database -- accept auth-secret --old FILE
      AUTH_SECRET was changed on purpose; FILE holds the old one. All that is sealed moves to the new one. Living codes
      end, nothing else
  npm run database -- accept auth-secret [--yes]
      the old one is lost: authenticators (recovery keys still work) and apps' webhook secrets end, and so does the
      printers' key, unless PRINTER_RSA_KEY_FILE or DATA_DIR has it: then every printer has to be set up anew
  npm run database -- accept printer-key [--yes]
      the key of PRINTER_RSA_KEY_FILE, else of DATA_DIR, else a new one counts from now on. Printers that know another
      one have to be set up anew
  npm run database -- accept migration NAME
      the present text of a migration counts as the one that was applied. No table is changed: make sure that they agree

Without --yes it says what would end, and does nothing. Stop the servers before, and start them all after it.
`;

export type DatabaseCommand =
  | { verb: "help" }
  | { verb: "auth-secret"; oldFile: string | undefined; yes: boolean }
  | { verb: "printer-key"; yes: boolean }
  | { verb: "migration"; name: string };

const OPTIONS = { old: { type: "string" }, yes: { type: "boolean" }, help: { type: "boolean" } } as const;

/** Reads the arguments of `npm run database`. @returns a sentence and the usage for wrong input */
export function parseDatabaseCommand(args: string[]): Result<{ command: DatabaseCommand }, string> {
  const wrong = (sentence: string) => failure(`${sentence}\n\n${DATABASE_USAGE}`);
  let parsed;
  try {
    parsed = parseArgs({ args, options: OPTIONS, allowPositionals: true });
  } catch (error) {
    return wrong(error instanceof Error ? error.message : "These arguments cannot be read.");
  }
  const { values, positionals } = parsed;
  const [verb, what, name, ...more] = positionals;
  if (values.help || verb === "help") return ok({ command: { verb: "help" } });
  if (verb !== "accept" || more.length > 0) return wrong("Give a command.");
  const yes = values.yes ?? false;
  if (what === "auth-secret" && !name) return ok({ command: { verb: what, oldFile: values.old, yes } });
  if (values.old !== undefined) return wrong("--old belongs to accept auth-secret.");
  if (what === "printer-key" && !name) return ok({ command: { verb: what, yes } });
  if (what === "migration" && name && !yes) return ok({ command: { verb: what, name } });
  return wrong("Say what to accept.");
}
