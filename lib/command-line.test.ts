import { describe, expect, it } from "vitest";
import { checked, collected, denial, isHelp, readCommandLine, type Define } from "@/lib/command-line";
import { ok } from "@/lib/result";

type Asked = { verb: "go"; to: string; given: object };

const define: Define<Asked> = (program, answer) =>
  program
    .command("go")
    .argument(
      "<place>",
      "where to",
      checked((text) => (text === "nowhere" ? undefined : text), "It is no place."),
    )
    .option("--with <who>", "company", collected)
    .option("--slowly", "no hurry")
    .addOption(denial("slowly", "in a hurry").conflicts("slowly"))
    .action((to: string, given: object) => answer(ok({ command: { verb: "go", to, given } })));
const read = (...args: string[]) => readCommandLine<Asked>("npm run trip --", args, define);

describe("a command line", () => {
  it("is read whole, options before and after what they belong to", () => {
    expect(read("go", "--with", "a", "home", "--no-slowly", "--with=-b")).toEqual(
      ok({ command: { verb: "go", to: "home", given: { with: ["a", "-b"], noSlowly: true } } }),
    );
    expect(read("go", "--", "--home")).toEqual(ok({ command: { verb: "go", to: "--home", given: {} } }));
  });

  it.each([[["--help"]], [["help"]], [["help", "go"]], [["go", "-h"]], [["go", "home", "--help"]]])(
    "%j asks how it is used, which is no mistake",
    (args) => {
      const asked = read(...args);
      expect(asked.ok && isHelp(asked.command) && asked.command.text).toMatch(/^Usage: npm run trip -- /);
    },
  );

  it.each<[string[], string]>([
    [[], "A command is missing.\n\nUsage: npm run trip --"],
    [["went"], "error: unknown command 'went'"],
    [["go"], "error: missing required argument 'place'"],
    [["go", "nowhere"], "It is no place."],
    [["go", "home", "away"], "error: too many arguments"],
    [["go", "home", "--slow"], "error: unknown option '--slow'\n(Did you mean --slowly?)"],
    [["go", "home", "--slowly=yes"], "error: unknown option"],
    [["go", "home", "--slowly", "--no-slowly"], "cannot be used with option"],
    [["go", "home", "--no-slowly", "--slowly"], "cannot be used with option"],
    [["go", "home", "--with"], "error: option '--with <who>' argument missing"],
    [
      ["go", "home", "--with", "--slowly"],
      "option '--with' argument missing. A value that begins with a hyphen is written --with=--slowly",
    ],
  ])("%j is answered with a sentence, and does nothing", (args, part) => {
    const asked = read(...args);
    expect(asked).toEqual({ ok: false, error: expect.stringContaining(part) });
  });

  it("remembers nothing of the one before", () => {
    expect(read("go", "home", "--with=-b").ok).toBe(true);
    expect(read("go", "home", "--with", "-b").ok).toBe(false);
  });
});
