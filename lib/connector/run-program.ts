import { readFileSync } from "node:fs";
import { seconds } from "@/lib/clock";
import { askPerson, confirm } from "@/lib/connector/ask-person";
import { chooseLanguage } from "@/lib/connector/choose-language";
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
import { connectorLanguages, t } from "@/lib/connector/texts";
import { trustCertificates } from "@/lib/connector/trust-certificates";
import { CONNECTOR_VERSION } from "@/lib/connector/version";

const say = (text: string) => void process.stderr.write(`${text}\n`);

/** Lets the person choose among several. @returns what was chosen; undefined where there is no terminal */
function choose(printers: readonly string[]): string[] | undefined {
  const said = askPerson(`${t("connector.find.which")} `);
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
    say(t("connector.arguments.printer"));
    return 2;
  }
  if (origins.length > 0) {
    for (const printer of origins) {
      const found = await lookAtPrinter(printer);
      say(
        found
          ? t("connector.find.found", { printer: sayPrinter(found) })
          : t("connector.find.silent", { address: printer }),
      );
    }
    process.stdout.write(`${origins.join("\n")}\n`);
    return 0;
  }
  const found = await findPrinters();
  if (found.length === 0) {
    say(t("connector.find.none"));
    return 3;
  }
  const isMany = found.length > 1;
  found.forEach((item, at) => {
    say(`${isMany ? `${at + 1}. ` : ""}${t("connector.find.found", { printer: sayPrinter(item) })}`);
  });
  const all = found.map(({ printer }) => printer);
  const chosen = isMany && mayChoose ? choose(all) : all;
  if (!chosen?.length) {
    const options = all.map((item) => `--printer ${item}`).join(` ${t("connector.find.andOr")} `);
    say(t("connector.find.several", { options }));
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
  if (confirm(t("connector.goOn"))) return 0;
  say(t("connector.nothingChanged"));
  return 1;
}

const SHOW_MS = seconds(20);

/** Exit codes of `--show`, worst last: it is connected; it runs and says why it is not; it has not said a word. */
const SHOWN = { well: 0, offline: 4, silent: 5 } as const;

function tell(status: LinkingStatus | undefined, printer: string, isOne: boolean): number {
  const report = reportEvents(false, (text) => void process.stdout.write(text), isOne ? undefined : printer);
  if (status?.isInBrowser) say(t("connector.onPage"));
  if (!status) {
    say(t("connector.saidNothing", { printer }));
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
 * @param given the command line @param environment whose locale says the language
 * @returns exit code; undefined while connectors run
 */
export async function runProgram(
  given: readonly string[],
  environment: NodeJS.ProcessEnv,
): Promise<number | undefined> {
  const chosen = chooseLanguage(given, environment);
  if (!chosen.ok) {
    say(chosen.error);
    return 2;
  }
  const { args } = chosen;
  const [command, ...rest] = args[0] !== undefined && COMMANDS.includes(args[0]) ? args : ["", ...args];
  const valuesOf = (name: string) => rest.filter((_, at) => rest[at - 1] === name);
  if (command === "--help") process.stdout.write(t("connector.help", { languages: connectorLanguages.join(", ") }));
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
    say(t("connector.seeHelp", { sentence: parsed.sentence }));
    return 2;
  }
  if (command !== "--show") return runUntilStopped(parsed.arguments).then(() => undefined);
  return show(parsed.arguments).catch((error: unknown) => {
    if (!(error instanceof FolderError)) throw error;
    say(error.message);
    return 1;
  });
}
