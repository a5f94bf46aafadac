import { destination, pino, type Logger, type LoggerOptions } from "pino";
import { logText } from "@/lib/observability/log-text";
import { shared } from "@/lib/shared";

/** Lines of one tenth of a second leave in one system call, which costs more than they do. */
const TOGETHER = { minLength: 4096, periodicFlush: 100, sync: true } as const;

/** Pino's number for warnings (RFC 5424 has none that fits). */
const WARN = 40;

/** How lines are written, by LOG_FORMAT: set once the settings are read. Pages write with it too. */
const form = shared<{ isText: boolean }>("log-form", () => ({ isText: false }));

function open(): Logger {
  const output = destination(TOGETHER);
  process.once("exit", () => output.flushSync());
  const hooks: LoggerOptions["hooks"] = {
    logMethod(args, write, level) {
      write.apply(this, args);
      // Whoever looks after it reads these, and this process may be about to end.
      if (level >= WARN) output.flushSync();
    },
  };
  return pino(
    { base: undefined, timestamp: pino.stdTimeFunctions.isoTime, hooks },
    {
      write: (line: string) => output.write(form.isText ? logText(line) : line),
    },
  );
}

/**
 * The log: one JSON object a line on standard output, or text for people.
 * Never give it secrets, codes, mail addresses or a URL's query.
 */
export const log: Logger = shared("log", open);

/**
 * Sets what is written and how, from now on.
 * @param level the least that is written
 */
export function setLog({ level, format }: { level: string; format: "json" | "text" }): void {
  log.level = level;
  form.isText = format === "text";
}
