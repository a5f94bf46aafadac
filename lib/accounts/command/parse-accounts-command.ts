import { checked, readCommandLine, type Help, type Read } from "@/lib/command-line";
import { emailAddress } from "@/lib/mail/email-address";
import { ok } from "@/lib/result";

export type AccountsCommand =
  { verb: "remove-second-step" | "invite" | "withdraw"; email: string } | { verb: "invitations" };

const email = checked(emailAddress, "It is no e-mail address.");

/** Reads the arguments of `npm run accounts`. @returns a sentence and the usage for wrong input */
export function parseAccountsCommand(args: string[]): Read<AccountsCommand | Help> {
  return readCommandLine<AccountsCommand>("npm run accounts --", args, (program, answer) => {
    program
      .showHelpAfterError()
      .command("remove-second-step")
      .description("for a person who lost authenticator and recovery keys; signs all their devices out")
      .argument("<email>", "of the account", email)
      .action((address: string) => answer(ok({ command: { verb: "remove-second-step", email: address } })));
    program
      .command("invite")
      .description(
        "where REGISTRATION lets not everybody in: this address may make an account, and hears of it by mail",
      )
      .argument("<email>", "of the person", email)
      .action((address: string) => answer(ok({ command: { verb: "invite", email: address } })));
    program
      .command("withdraw")
      .description("take an invitation back, and the perks that wait with it; an account that was made stays")
      .argument("<email>", "that was invited", email)
      .action((address: string) => answer(ok({ command: { verb: "withdraw", email: address } })));
    program
      .command("invitations")
      .description("who is invited and has made no account yet")
      .action(() => answer(ok({ command: { verb: "invitations" } })));
    program.addHelpText(
      "after",
      `
remove-second-step: make sure that you talk to the owner. After this a code by
mail is enough to sign in. They are told by mail.`,
    );
  });
}
