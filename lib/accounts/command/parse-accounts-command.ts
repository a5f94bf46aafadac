import { emailAddress } from "@/lib/mail/email-address";
import { failure, ok, type Result } from "@/lib/result";

export const ACCOUNTS_USAGE = `Usage:
  npm run accounts -- remove-second-step EMAIL   for somebody who lost authenticator and recovery keys; signs all their devices out

Make sure that you talk to the owner: after this a code by mail is enough to sign in. They are told by mail.
`;

export type AccountsCommand = { verb: "help" } | { verb: "remove-second-step"; email: string };

/** Reads the arguments of `npm run accounts`. @returns a sentence and the usage for wrong input */
export function parseAccountsCommand(args: string[]): Result<{ command: AccountsCommand }, string> {
  const [verb, typed, ...more] = args;
  if (verb === "--help" || verb === "help") return ok({ command: { verb: "help" } });
  if (verb !== "remove-second-step") return failure(`Give a command.\n\n${ACCOUNTS_USAGE}`);
  const email = emailAddress(typed ?? "");
  if (!email || more.length > 0) return failure(`Give one mail address.\n\n${ACCOUNTS_USAGE}`);
  return ok({ command: { verb, email } });
}
