import { pino } from "pino";

/** What every line has, and stands before the rest. */
type Line = { time: string; level: number; msg?: string; stack?: string } & Record<string, unknown>;

const valueOf = (value: unknown) =>
  typeof value === "string" && /^[^\s"=]+$/.test(value) ? value : JSON.stringify(value);

/**
 * A line of the log as people read it: time, level, what happened, and the rest as `name=value`. Pure.
 * @param line JSON, as the log writes it; a stack follows on lines of its own
 */
export function logText(line: string): string {
  const { time, level, msg = "", stack, ...rest } = JSON.parse(line) as Line;
  const word = (pino.levels.labels[level] ?? String(level)).toUpperCase().padEnd(5);
  const values = Object.entries(rest).map(([name, value]) => `${name}=${valueOf(value)}`);
  // A line of the log is one line, whatever is in its sentence.
  const head = [time, word, msg.replaceAll(/[\r\n]+/g, " "), ...values].join(" ").trimEnd();
  return stack ? `${head}\n    ${stack.replaceAll("\n", "\n    ")}\n` : `${head}\n`;
}
