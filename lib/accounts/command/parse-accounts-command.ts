import { checked, readCommandLine, type Help, type Read } from "@/lib/command-line";
import { emailAddress } from "@/lib/mail/email-address";
import { ok } from "@/lib/result";

export type AccountsCommand = { verb: "remove-second-step"; email: string };

/** Reads the arguments of `npm run accounts`. @returns a sentence and the usage for wrong input */
export function parseAccountsCommand(args: string[]): Read<AccountsCommand | Help> {
  return readCommandLine<AccountsCommand>("npm run accounts --", args, (program, answer) => {
    program
      .showHelpAfterError()
      .command("remove-second-step")
      .description("for a person who lost authenticator and recovery keys; signs all their devices out")
      .argument("<email>", "of the account", checked(emailAddress, "It is no e-mail address."))
      .action((email: string) => answer(ok({ command: { verb: "remove-second-step", email } })));
    program.addHelpText(
      "after",
      `
Make sure that you talk to the owner: after this a code by mail is enough to
sign in. They are told by mail.`,
    );
  });
}
