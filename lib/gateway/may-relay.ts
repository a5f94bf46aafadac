import { isOpenCommand } from "@/lib/gateway/printer-commands";
import type { StreamRequest } from "@/lib/gateway/streams/stream-types";
import { MAX_ENTRIES } from "@/lib/octostream/message-limits";

/**
 * Commands that the printer's program answers by itself; some of them hold power that no app was given
 * (docs/printer-protocol.md#47-commands).
 */
const COMMANDS = /octoeverywhere-command-api/i;

const METHOD = /^[A-Z]{1,20}$/;
const HOST = /^[a-z0-9.-]+(:\d{1,5})?$/;

/**
 * Every spelling that something on the way might take for another: encoded twice, and cut at what cannot be decoded.
 */
function spellings(text: string): string[] {
  const decode = (encoded: string) =>
    encoded.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  const once = decode(text);
  return [text, once, decode(once)];
}

/**
 * Whether a request from outside may go to a printer as it is: an address on the printer itself, and none of the
 * program's commands but those for people. A header that names a webcam is answered from there whatever its address:
 * none passes. Pure.
 */
export function mayRelay({ kind, method, url, publicHost, headers }: StreamRequest): boolean {
  if (!url.startsWith("/") || /[\0-\x20\x7f\\#]/.test(url) || !METHOD.test(method) || !HOST.test(publicHost))
    return false;
  // One more would end the printer's connection with everything on it; the cookie that is always there and the asker's
  // address need places too.
  if (headers.length > MAX_ENTRIES - 2) return false;
  // Servers of the CGI kind take `_` for `-`.
  if (headers.some(([name]) => /^oe[-_]/i.test(name))) return false;
  const namesCommand = spellings(url).some((spelling) => COMMANDS.test(spelling.split("?")[0] ?? ""));
  return !namesCommand || isOpenCommand(url, kind);
}
