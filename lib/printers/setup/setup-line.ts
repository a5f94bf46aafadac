import { env } from "@/lib/env";

/** An address as a shell takes it, whatever is in it: in quotes where it has to be. */
const quoted = (text: string) => (/^[\w.:/-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);

/**
 * The one line for the computer beside a printer.
 * @param token of an open page: goes to the script in its environment, where no other program of that computer reads it
 */
export function setupLine(token?: string): string {
  const script = quoted(`${env().portalUrl}/connector.sh`);
  return `curl -fsSL ${script} | ${token ? `SETUP=${token} ` : ""}sh`;
}
