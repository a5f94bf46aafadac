/** What the program beside a printer answers by itself lies below this path, in any case. */
export const COMMAND_PREFIX = "/octoeverywhere-command-api/";

type Command = {
  /** Behind the prefix; a last `*` is one more part of the path. */
  name: string;
  allowed: "http" | "websocket" | false;
  why: string;
};

/**
 * The commands that plugins know (docs/printer-protocol.md#47-commands), and whether a relayed request may give them:
 * what a person does with a printer, which consent says that an app may do. Printers without a web page of their own
 * (Bambu Lab, Elegoo) have no other way. What is not here is closed.
 */
export const PRINTER_COMMANDS: readonly Command[] = [
  { name: "ping", allowed: "http", why: "says that the program runs" },
  { name: "status", allowed: "http", why: "what the printer does" },
  { name: "list-webcam", allowed: "http", why: "which webcams there are" },
  { name: "webcam/list", allowed: "http", why: "the same" },
  { name: "webcam/snapshot", allowed: "http", why: "a picture of a webcam" },
  { name: "webcam/stream", allowed: "http", why: "a webcam" },
  { name: "set-default-webcam", allowed: "http", why: "which webcam is shown first" },
  { name: "start", allowed: "http", why: "print control" },
  { name: "pause", allowed: "http", why: "print control" },
  { name: "resume", allowed: "http", why: "print control" },
  { name: "cancel", allowed: "http", why: "print control" },
  { name: "home", allowed: "http", why: "axes" },
  { name: "move-axis", allowed: "http", why: "axes" },
  { name: "extrude", allowed: "http", why: "axes" },
  { name: "set-light", allowed: "http", why: "light" },
  { name: "set-temp", allowed: "http", why: "temperature; the plugin bounds it" },
  { name: "files/list", allowed: "http", why: "files" },
  { name: "files/details", allowed: "http", why: "files" },
  { name: "files/download", allowed: "http", why: "files" },
  { name: "files/upload", allowed: "http", why: "files" },
  { name: "files/delete", allowed: "http", why: "files" },
  { name: "proxy/*", allowed: "websocket", why: "the printer's own messages, which its app reads and writes" },
  { name: "send-command", allowed: false, why: "anything at all, with the program's own authority over its host" },
  { name: "get-connection-info", allowed: false, why: "hands out access code, serial number and passwords" },
  { name: "get-local-plugin-webcam-items", allowed: false, why: "addresses with passwords in them" },
  { name: "set-local-plugin-webcam-items", allowed: false, why: "would make the program fetch from any address" },
  { name: "get-plugin-logs", allowed: false, why: "logs hold what people typed" },
  { name: "rekey", allowed: false, why: "ends the program and changes who it is" },
];

const pattern = (name: string) => new RegExp(`^${name.replace("*", "[a-z0-9-]{1,40}")}$`, "i");

const OPEN = PRINTER_COMMANDS.flatMap(({ name, allowed }) => (allowed ? [{ allowed, path: pattern(name) }] : []));

/**
 * Whether a relayed request may give a command. Only its exact spelling counts: plugins go by the beginning of a name,
 * and what they decode, unescape or normalise is theirs to know. Pure.
 * @param url path and query as sent
 */
export function isOpenCommand(url: string, kind: "http" | "websocket"): boolean {
  const [path = ""] = url.split("?");
  if (path.slice(0, COMMAND_PREFIX.length).toLowerCase() !== COMMAND_PREFIX) return false;
  const command = path.slice(COMMAND_PREFIX.length);
  return OPEN.some((open) => open.allowed === kind && open.path.test(command));
}
