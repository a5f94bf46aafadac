import { closeSync, openSync, readSync, writeSync } from "node:fs";
import { t } from "@/lib/connector/texts";

/**
 * Asks the person at the terminal, also where this program's input is a pipe, as in `curl … | sh`.
 * @returns the line that was entered; undefined where there is no terminal
 */
export function askPerson(question: string): string | undefined {
  let terminal: number | undefined;
  try {
    terminal = openSync("/dev/tty", "r+");
    writeSync(terminal, question);
    const line = Buffer.alloc(1024);
    return line.subarray(0, readSync(terminal, line)).toString("utf8").trim();
  } catch {
    return undefined;
  } finally {
    if (terminal !== undefined) closeSync(terminal);
  }
}

/** @returns whether the person said yes; true where there is nobody to ask */
export function confirm(question: string): boolean {
  const said = askPerson(`${question} ${t("connector.yesNo")} `);
  return said === undefined || t("connector.yes").split(" ").includes(said.toLowerCase());
}
