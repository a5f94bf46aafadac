import { parseArgs } from "node:util";
import { emailAddress } from "@/lib/mail/email-address";
import { days, fromNow, now } from "@/lib/clock";
import { failure, ok, type Result } from "@/lib/result";

export const SUPPORTERS_USAGE = `Usage:
  npm run supporters -- grant EMAIL --days N           Supporter Perks for N days from now
  npm run supporters -- grant EMAIL --until YYYY-MM-DD Supporter Perks until the end of that day (UTC)
                        [--reason TEXT]                why, for those who look later
  npm run supporters -- revoke EMAIL                   take back what was granted (or bought in the sandbox)
  npm run supporters -- show EMAIL                     how it stands with one account
  npm run supporters -- list                           who has perks now, and since when
`;

export type SupportersCommand =
  | { verb: "help" }
  | { verb: "list" }
  | { verb: "revoke" | "show"; email: string }
  | { verb: "grant"; email: string; endsAt: Date; reason: string | undefined };

const LONGEST_DAYS = 36_500;
const LONGEST_REASON = 200;

function endOf({
  days: count,
  until,
}: {
  days?: string | undefined;
  until?: string | undefined;
}): Result<{ endsAt: Date }, string> {
  if ((count === undefined) === (until === undefined)) return failure("Give either --days or --until.");
  if (count !== undefined) {
    const number = Number(count);
    const isFine = /^\d+$/.test(count) && number >= 1 && number <= LONGEST_DAYS;
    return isFine
      ? ok({ endsAt: fromNow(days(number)) })
      : failure(`--days takes a whole number from 1 to ${LONGEST_DAYS}.`);
  }
  const endsAt = new Date(`${until}T23:59:59.000Z`);
  if (
    !/^\d{4}-\d\d-\d\d$/.test(until ?? "") ||
    Number.isNaN(endsAt.getTime()) ||
    !endsAt.toISOString().startsWith(until ?? "")
  )
    return failure("--until takes a day such as 2027-01-31.");
  return endsAt > now() ? ok({ endsAt }) : failure("--until takes a day that is not over yet.");
}

/**
 * Reads the arguments of `npm run supporters`.
 * @returns the command, or a sentence about what is wrong, with the usage
 */
export function parseSupportersCommand(args: string[]): Result<{ command: SupportersCommand }, string> {
  const wrong = (sentence: string) => failure(`${sentence}\n\n${SUPPORTERS_USAGE}`);
  let parsed;
  try {
    parsed = parseArgs({
      args,
      allowPositionals: true,
      options: {
        days: { type: "string" },
        until: { type: "string" },
        reason: { type: "string" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    return wrong(error instanceof Error ? error.message : String(error));
  }
  const { values, positionals } = parsed;
  const [verb, address, ...more] = positionals;
  if (values.help || verb === "help") return ok({ command: { verb: "help" } });
  const options = [values.days, values.until, values.reason].some((value) => value !== undefined);
  if (more.length > 0 || (options && verb !== "grant")) return wrong("That is more than this command takes.");
  if (verb === "list") return address === undefined ? ok({ command: { verb } }) : wrong("list takes no address.");
  if (verb !== "grant" && verb !== "revoke" && verb !== "show")
    return wrong(verb ? `There is no command "${verb}".` : "Give a command.");
  const email = emailAddress(address ?? "");
  if (!email) return wrong(address ? `"${address}" is not an e-mail address.` : `${verb} takes an e-mail address.`);
  if (verb !== "grant") return ok({ command: { verb, email } });
  if ((values.reason?.length ?? 0) > LONGEST_REASON)
    return wrong(`--reason takes at most ${LONGEST_REASON} characters.`);
  const end = endOf(values);
  return end.ok ? ok({ command: { verb, email, endsAt: end.endsAt, reason: values.reason } }) : wrong(end.error);
}
