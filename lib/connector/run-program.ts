import { readFileSync } from "node:fs";
import { seconds } from "@/lib/clock";
import { askPerson, confirm } from "@/lib/connector/ask-person";
import { findPrinters, lookAtPrinter, sayPrinter } from "@/lib/connector/find-printers";
import { folderFor } from "@/lib/connector/open-folder";
import { originOf } from "@/lib/connector/origin-of";
import { parseArguments, type Arguments } from "@/lib/connector/parse-arguments";
import { findFolders } from "@/lib/connector/printer-folders";
import { FolderError } from "@/lib/connector/private-files";
import { reportEvents } from "@/lib/connector/report-events";
import { runUntilStopped } from "@/lib/connector/run-until-stopped";
import { askAboutToken, sayAccount } from "@/lib/connector/setup-token";
import { waitForStatus, type LinkingStatus } from "@/lib/connector/status-file";
import { trustCertificates } from "@/lib/connector/trust-certificates";
import { CONNECTOR_VERSION } from "@/lib/connector/version";

export const HELP = `Connects printers to a portal, which gives apps remote access to them.

  node connector.mjs --portal ADDRESS --printer ADDRESS [--printer ADDRESS …] [--dir FOLDER] [--ca FILE] [--json]
                     [--octoprint-api-key ask | --octoprint-api-key-file FILE]

  --portal ADDRESS    the portal, such as https://portal.example
  --printer ADDRESS   a printer's own web page, such as http://192.168.1.20; more than once for several printers
  --dir FOLDER        where the printers' ids and keys are kept (.connector)
  --ca FILE           certificates in PEM that vouch for the portal, beside those that Node trusts
  --json              one JSON object a line instead of text
  --octoprint-api-key ask         ask OctoPrint for a key, which its administrator allows there
  --octoprint-api-key-file FILE   take the key from a file

  node connector.mjs --find     lists the printers of this computer
  node connector.mjs --help     shows this
  node connector.mjs --version
`;

const say = (text: string) => void process.stderr.write(`${text}\n`);

/** Lets the person choose among several. @returns what was chosen; undefined where there is no terminal */
function choose(printers: readonly string[]): string[] | undefined {
  const said = askPerson("Which of them? Enter numbers with blanks between, or nothing for all: ");
  if (said === undefined) return undefined;
  if (said === "") return [...printers];
  const numbers = said.split(/[\s,]+/).map(Number);
  return numbers.every((item) => printers[item - 1] !== undefined)
    ? [...new Set(numbers)].map((item) => printers[item - 1] ?? "")
    : [];
}

/**
 * `--find`: says which printers this computer has, or what is at the given addresses, and prints their addresses, one
 * a line. `--choose`: asks where there are several.
 * @returns exit code: 0, or 3 where there is none or nobody chose
 */
async function find(given: readonly string[], mayChoose: boolean): Promise<number> {
  const origins = given.map(originOf);
  if (!origins.every((item) => item !== undefined)) {
    say("--printer must be an address such as http://192.168.1.20 or http://printer.local:5000, without a path.");
    return 2;
  }
  if (origins.length > 0) {
    for (const printer of origins) {
      const found = await lookAtPrinter(printer);
      say(
        found
          ? `Found ${sayPrinter(found)}.`
          : `Nothing that is known answers at ${printer} yet; it is used all the same.`,
      );
    }
    process.stdout.write(`${origins.join("\n")}\n`);
    return 0;
  }
  const found = await findPrinters();
  if (found.length === 0) {
    say("No printer's program was found on this computer. Give its address: --printer http://ADDRESS");
    return 3;
  }
  const isMany = found.length > 1;
  found.forEach((item, at) => say(`${isMany ? `${at + 1}. ` : ""}Found ${sayPrinter(item)}.`));
  const all = found.map(({ printer }) => printer);
  const chosen = isMany && mayChoose ? choose(all) : all;
  if (!chosen?.length) {
    say(`Several printers were found. Choose with: ${all.map((item) => `--printer ${item}`).join(" and/or ")}`);
    return 3;
  }
  process.stdout.write(`${chosen.join("\n")}\n`);
  return 0;
}

/** Exit code for a token that was used, or has expired. */
const TOKEN_DEAD = 6;

/** `--check-setup FILE`: says whose token it is, and asks. @returns exit code */
async function checkSetup(portal: string, file: string): Promise<number> {
  const token = readFileSync(file, "utf8").trim();
  const asked = await askAboutToken(portal, token, new AbortController().signal);
  if (!asked.ok) {
    say(asked.reason);
    return asked.error === "refused" ? TOKEN_DEAD : 1;
  }
  say(sayAccount(asked.account));
  if (confirm("Go on?")) return 0;
  say("Nothing was changed.");
  return 1;
}

const SHOW_MS = seconds(20);

/** Exit codes of `--show`, worst last: it is connected; it runs and says why it is not; it has not said a word. */
const SHOWN = { well: 0, offline: 4, silent: 5 } as const;

function tell(status: LinkingStatus | undefined, printer: string, isOne: boolean): number {
  const report = reportEvents(false, (text) => void process.stdout.write(text), isOne ? undefined : printer);
  if (status?.isInBrowser) say("Look at the portal's page in your browser: your printer is there.");
  if (!status) {
    say(`${printer}: the connector has not said anything yet.`);
    return SHOWN.silent;
  }
  report(status);
  return status.event === "offline" ? SHOWN.offline : SHOWN.well;
}

/**
 * `--show`: waits for what a connector that runs in the background says, and shows its link, QR and code. It only
 * reads: the folders are that connector's to make, which may start later than this.
 * @returns exit code
 */
async function show({ dir, portal, printers }: Arguments): Promise<number> {
  const folders = await findFolders(folderFor(dir, portal), printers);
  const found = await Promise.all(folders.map((folder) => waitForStatus(folder, SHOW_MS)));
  return Math.max(...printers.map((printer, at) => tell(found[at], printer, printers.length === 1)));
}

const COMMANDS = ["--help", "--version", "--find", "--choose", "--show", "--check-setup"];

/**
 * The connector as a program.
 * @param args of the command line
 * @returns exit code; undefined while connectors run
 */
export async function runProgram(args: readonly string[]): Promise<number | undefined> {
  const [command, ...rest] = args[0] !== undefined && COMMANDS.includes(args[0]) ? args : ["", ...args];
  const valuesOf = (name: string) => rest.filter((_, at) => rest[at - 1] === name);
  if (command === "--help") process.stdout.write(HELP);
  if (command === "--version") process.stdout.write(`${CONNECTOR_VERSION}\n`);
  if (command === "--help" || command === "--version") return 0;
  if (command === "--find" || command === "--choose") return find(valuesOf("--printer"), command === "--choose");
  if (command === "--check-setup") {
    const [file = "", ...others] = rest;
    const portal = originOf(valuesOf("--portal")[0] ?? "");
    const [ca] = valuesOf("--ca");
    const trusted = ca === undefined ? undefined : trustCertificates(ca);
    if (!portal || others.length === 0) return 2;
    if (trusted?.ok !== false) return checkSetup(portal, file);
    say(trusted.error);
    return 1;
  }
  const parsed = parseArguments(rest, { dir: ".connector", needsPrinter: true });
  if (!parsed.ok) {
    say(`${parsed.sentence} (--help shows how.)`);
    return 2;
  }
  if (command !== "--show") return runUntilStopped(parsed.arguments).then(() => undefined);
  return show(parsed.arguments).catch((error: unknown) => {
    if (!(error instanceof FolderError)) throw error;
    say(error.message);
    return 1;
  });
}
