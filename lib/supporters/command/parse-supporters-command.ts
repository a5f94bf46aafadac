import { Option, type Command } from "commander";
import { days, fromNow, now } from "@/lib/clock";
import { checked, readCommandLine, type Help, type Read } from "@/lib/command-line";
import { emailAddress } from "@/lib/mail/email-address";
import { failure, ok } from "@/lib/result";

export type SupportersCommand =
  | { verb: "list" }
  | { verb: "revoke" | "show"; email: string }
  | { verb: "grant"; email: string; endsAt: Date; reason: string | undefined };

const LONGEST_DAYS = 36_500;
const LONGEST_REASON = 200;

function readDays(text: string): Date | undefined {
  const number = Number(text);
  return /^\d+$/.test(text) && number >= 1 && number <= LONGEST_DAYS ? fromNow(days(number)) : undefined;
}

/** The end of a day. @returns undefined for one that never is, or is over */
function readDay(text: string): Date | undefined {
  const end = new Date(`${text}T23:59:59.000Z`);
  const isDay = /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(end.getTime()) && end.toISOString().startsWith(text);
  return isDay && end > now() ? end : undefined;
}

const email = checked(emailAddress, "It is not an e-mail address.");

const withEnd = (command: Command): Command =>
  command
    .addOption(
      new Option("--days <n>", "for so many days from now")
        .argParser(checked(readDays, `It takes a whole number from 1 to ${LONGEST_DAYS}.`))
        .conflicts("until"),
    )
    .option(
      "--until <day>",
      "until the end of that day (UTC), such as 2027-01-31",
      checked(readDay, "It takes a day such as 2027-01-31 that is not over yet."),
    )
    .option(
      "--reason <text>",
      "why, for those who look later",
      checked(
        (text) => (text.length <= LONGEST_REASON ? text : undefined),
        `It takes at most ${LONGEST_REASON} characters.`,
      ),
    );

/**
 * Reads the arguments of `npm run supporters`.
 * @returns the command, or a sentence about what is wrong, with the usage
 */
export function parseSupportersCommand(args: string[]): Read<SupportersCommand | Help> {
  return readCommandLine<SupportersCommand>("npm run supporters --", args, (program, answer) => {
    program.showHelpAfterError();
    const grant = program.command("grant").description("give Supporter Perks, with either --days or --until");
    withEnd(grant.argument("<email>", "of the account", email)).action(
      (address: string, given: { days?: Date; until?: Date; reason?: string }) => {
        const endsAt = given.days ?? given.until;
        if (!endsAt) return answer(failure(`Give either --days or --until.\n\n${grant.helpInformation().trimEnd()}`));
        answer(ok({ command: { verb: "grant", email: address, endsAt, reason: given.reason } }));
      },
    );
    const ofAccount = (verb: "revoke" | "show", description: string) =>
      program
        .command(verb)
        .description(description)
        .argument("<email>", "of the account", email)
        .action((address: string) => answer(ok({ command: { verb, email: address } })));
    ofAccount("revoke", "take back what was granted (or bought in the sandbox)");
    ofAccount("show", "the perks of one account");
    program
      .command("list")
      .description("who has perks now, and since when")
      .action(() => answer(ok({ command: { verb: "list" } })));
  });
}
