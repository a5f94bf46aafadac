import { destination, pino, type Logger, type LoggerOptions } from "pino";
import { shared } from "@/lib/shared";

/** Lines of one tenth of a second leave in one system call, which costs more than they do. */
const TOGETHER = { minLength: 4096, periodicFlush: 100, sync: true } as const;

/** Pino's number for warnings (RFC 5424 has none that fits). */
const WARN = 40;

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
  return pino({ base: undefined, timestamp: pino.stdTimeFunctions.isoTime, hooks }, output);
}

/**
 * The log: one JSON object a line on standard output. Never give it secrets, codes, mail addresses or a URL's query.
 */
export const log: Logger = shared("log", open);
