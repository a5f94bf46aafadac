import { format, stripVTControlCharacters } from "node:util";
import { log } from "@/lib/observability/log";

const LONGEST = 2000;

/** As people would read it on a terminal, in one line. */
const lineOf = (said: unknown[]) =>
  stripVTControlCharacters(format(...said))
    .trim()
    .slice(0, LONGEST);

/**
 * One format for all that this process says: what the framework, libraries and Node itself write to the console becomes
 * lines of the log. A fault that nobody caught is written down before it ends the process.
 */
export function consoleToLog(): void {
  const levels = { log: "info", info: "info", debug: "debug", warn: "warn", error: "error", trace: "debug" } as const;
  for (const [name, level] of Object.entries(levels))
    // eslint-disable-next-line no-console -- what others say there is what this is about
    console[name as keyof typeof levels] = (...said: unknown[]) => {
      const text = lineOf(said);
      if (text) log[level]({ from: "console" }, text);
    };
  process.removeAllListeners("warning");
  process.on("warning", ({ name, message }) => log.warn({ from: "node", name }, message.slice(0, LONGEST)));
  const fatal = (what: string) => (error: unknown) => {
    const { name, message, stack } =
      error instanceof Error ? error : { name: "unknown", message: String(error), stack: undefined };
    log.fatal({ name, message: message.slice(0, LONGEST), stack }, what);
    process.exit(1);
  };
  process.on("uncaughtException", fatal("a fault that nobody caught ends this server"));
  process.on("unhandledRejection", fatal("a rejection that nobody handled ends this server"));
}
