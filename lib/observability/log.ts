import { pino, type Logger } from "pino";
import { shared } from "@/lib/shared";

/**
 * The log: one JSON object a line on standard output. Never give it secrets, codes, mail addresses or a URL's query.
 */
export const log: Logger = shared("log", () => pino({ base: undefined, timestamp: pino.stdTimeFunctions.isoTime }));
