import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";

type OnUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

/** What only an upgrade needs (RFC 9110, 7.8; RFC 7540, 3.2.1). */
const OF_THE_UPGRADE = new Set(["upgrade", "http2-settings"]);

const withoutOffer = (value: string) =>
  value
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item && !OF_THE_UPGRADE.has(item.toLowerCase()))
    .join(", ");

/** The head of a request as it came, without its offer to change the protocol. */
function headWithoutUpgrade({ method, url, httpVersion, rawHeaders }: IncomingMessage): Buffer {
  const lines = [`${method} ${url} HTTP/${httpVersion}`];
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const [name = "", value = ""] = [rawHeaders[i], rawHeaders[i + 1]];
    if (OF_THE_UPGRADE.has(name.toLowerCase())) continue;
    const kept = name.toLowerCase() === "connection" ? withoutOffer(value) : value;
    if (kept || value === "") lines.push(`${name}: ${kept}`);
  }
  return Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "latin1");
}

/**
 * Takes the upgrades of a server: WebSockets are for `onUpgrade`; any other offer is ignored and its request answered
 * as if it had made none (RFC 9110, 7.8). Node hands over the bare connection with either, so that one is read anew.
 */
export function takeUpgrades(server: Server, onUpgrade: OnUpgrade): void {
  server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (request.headers.upgrade?.trim().toLowerCase() === "websocket") return onUpgrade(request, socket, head);
    socket.unshift(Buffer.concat([headWithoutUpgrade(request), head]));
    server.emit("connection", socket);
  });
}
