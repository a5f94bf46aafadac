import { type Socket } from "node:net";
import { gzipSync } from "node:zlib";

const KILOBYTE = 1024;

/** What a server of raw bytes does with each connection once it was asked. */
export type Raw = (socket: Socket) => void;
export const say =
  (text: string): Raw =>
  (socket) =>
    void socket.end(text);
/** Sends for ever what it is given, as fast as it is read. */
export const pour =
  (first: string, piece: string | Buffer): Raw =>
  (socket) => {
    socket.write(first);
    const more = () => {
      while (!socket.destroyed) if (!socket.write(piece)) return void socket.once("drain", more);
    };
    more();
  };
export const drip =
  (first: string, piece: string): Raw =>
  (socket) => {
    socket.write(first);
    const timer = setInterval(() => socket.write(piece), 50);
    socket.once("close", () => clearInterval(timer));
  };

export const FINE = "HTTP/1.1 200 OK\r\n";
/** For tests: what servers do, and what becomes of asking them. */
export const RAW: Record<string, [Raw, string]> = {
  "accepts and never answers": [() => undefined, "timeout"],
  "answers long after": [
    (socket) => void setTimeout(() => socket.destroyed || socket.end(`${FINE}\r\nlate`), 60_000).unref(),
    "timeout",
  ],
  "sends a byte from time to time": [drip(`${FINE}Content-Length: 500\r\n\r\n`, "x"), "timeout"],
  "sends its headers a byte from time to time": [drip(FINE, "x"), "timeout"],
  "sends headers without end": [pour(FINE, `X-More: ${"y".repeat(1000)}\r\n`), "unreachable"],
  "sends one header without end": [pour(`${FINE}X-More: `, "y".repeat(64 * KILOBYTE)), "unreachable"],
  "sends interim answers without end": [
    pour("", "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n".repeat(500)),
    "too_large",
  ],
  "sends a body without end": [pour(`${FINE}\r\n`, Buffer.alloc(64 * KILOBYTE)), "too_large"],
  "sends a chunked body without end": [
    pour(`${FINE}Transfer-Encoding: chunked\r\n\r\n`, `8000\r\n${"z".repeat(0x8000)}\r\n`),
    "too_large",
  ],
  "sends chunks of one byte without end": [
    pour(`${FINE}Transfer-Encoding: chunked\r\n\r\n`, "1\r\nz\r\n".repeat(5000)),
    "too_large",
  ],
  "sends extensions of chunks without end": [
    pour(`${FINE}Transfer-Encoding: chunked\r\n\r\n1;`, "e".repeat(64 * KILOBYTE)),
    "too_large",
  ],
  "says that a gigabyte comes": [say(`${FINE}Content-Length: 1073741824\r\n\r\nx`), "too_large"],
  "says that more comes than does": [say(`${FINE}Content-Length: 1000\r\n\r\nfew`), "cut_off"],
  "says two lengths": [say(`${FINE}Content-Length: 3\r\nContent-Length: 900\r\n\r\nfew`), "unreachable"],
  "sends what is no HTTP": [say("SSH-2.0-OpenSSH_9.2\r\n"), "unreachable"],
  "hangs up at once": [(socket) => void socket.destroy(), "unreachable"],
  "switches to another protocol": [
    say("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n"),
    "unreachable",
  ],
  "compresses though nobody asked": [
    (socket) =>
      void socket.end(
        Buffer.concat([
          Buffer.from(`${FINE}Content-Encoding: gzip\r\n\r\n`),
          gzipSync(Buffer.alloc(10_000 * KILOBYTE)),
        ]),
      ),
    "encoded",
  ],
};
