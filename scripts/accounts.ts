import { runCommand } from "./run-command";
import { parseAccountsCommand } from "@/lib/accounts/command/parse-accounts-command";
import { runAccountsCommand } from "@/lib/accounts/command/run-accounts-command";

// What the operator can do for the owner of an account, from the command line.
await runCommand({ parse: parseAccountsCommand, run: runAccountsCommand });
