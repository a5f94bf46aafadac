import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { failure, ok, type Result } from "@/lib/result";

/** The question how a program is used. */
export type Help = { verb: "help"; text: string };

export const isHelp = <Asked extends { verb: string }>(command: Asked | Help): command is Help =>
  command.verb === "help";

/** A command as its program reads it, or a sentence about what is wrong with it. */
export type Read<Asked> = Result<{ command: Asked }, string>;

/** Says what a program takes. Its commands' actions call `answer` with what was asked for, and do nothing else. */
export type Define<Asked> = (program: Command, answer: (read: Read<Asked>) => void) => void;

/**
 * For options and arguments: what `read` makes of the text, else the sentence.
 * @param read gives undefined for a text that cannot be
 */
export const checked =
  <Value>(read: (text: string) => Value | undefined, sentence: string) =>
  (text: string): Value => {
    const value = read(text);
    if (value === undefined) throw new InvalidArgumentError(sentence);
    return value;
  };

/** For options that may be given several times. */
export const collected = (text: string, before: string[] | undefined): string[] => [...(before ?? []), text];

/** `--no-x` as an option of its own, so that with `--x` beside it it is a contradiction and not the last word. */
export const denial = (name: string, description: string): Option =>
  Object.assign(new Option(`--no-${name}`, description), { negate: false });

const takingValues = ({ options, commands }: Command): string[] => [
  ...options.flatMap(({ required, long }) => (required && long ? [long] : [])),
  ...commands.flatMap(takingValues),
];

/** Whoever forgot an option's value does not mean the next option by it: both would be lost without a word. */
function refuseForgottenValue(program: Command, args: string[]): void {
  const end = args.indexOf("--");
  const options = takingValues(program);
  const at = args
    .slice(0, end < 0 ? args.length : end)
    .findIndex((text, index) => options.includes(text) && args[index + 1]?.startsWith("-"));
  if (at < 0) return;
  const written = `${args[at]}=${args[at + 1]}`;
  program.error(
    `error: option '${args[at]}' argument missing. A value that begins with a hyphen is written ${written}`,
  );
}

/**
 * Reads the arguments of a program with commander, which ends no process and prints nothing here.
 * @param name how people call it @param args without the program's own name
 * @returns `error` is for the person who typed: a sentence, and the usage where the program wants it
 */
export function readCommandLine<Asked>(name: string, args: string[], define: Define<Asked>): Read<Asked | Help> {
  let [out, complaint] = ["", ""];
  let read: Read<Asked> | undefined;
  const program = new Command(name)
    .exitOverride()
    .configureOutput({ writeOut: (text) => void (out += text), writeErr: (text) => void (complaint += text) });
  define(program, (answer) => (read = answer));
  try {
    refuseForgottenValue(program, args);
    program.parse(args, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return ok({ command: { verb: "help", text: out } });
    return failure((error.code === "commander.help" ? `A command is missing.\n\n${complaint}` : complaint).trimEnd());
  }
  return read ?? failure("A command is missing.");
}
