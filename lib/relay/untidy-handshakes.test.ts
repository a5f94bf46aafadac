import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { setUpDatabase } from "@/tests/support/database";
import { setUpGateway } from "@/tests/support/gateway";
import { AUTHORIZATION, relayHost, setUpRelay } from "@/tests/support/relay";

/** A server's frame with the text "hi". */
const HI = Buffer.from([0x81, 2, 0x68, 0x69]).toString("latin1");

const SWITCHES = (accept: string) => ["Upgrade: websocket", "Connection: Upgrade", `Sec-WebSocket-Accept: ${accept}`];

/** Answers to a handshake, as printers' small servers write them and browsers' owners never see. */
const UNTIDY: Record<string, (accept: string) => string> = {
  "bare line feeds": (accept) => ["HTTP/1.1 101 Ok", ...SWITCHES(accept), "", ""].join("\n"),
  "no reason": (accept) => ["HTTP/1.1 101", ...SWITCHES(accept), "", ""].join("\r\n"),
  "a length of none": (accept) => ["HTTP/1.1 101 Ok", "Content-Length: 0", ...SWITCHES(accept), "", ""].join("\r\n"),
  "a length twice": (accept) =>
    ["HTTP/1.1 101 Ok", "Content-Length: 0", "Content-Length: 0", ...SWITCHES(accept), "", ""].join("\r\n"),
  "chunks announced": (accept) =>
    ["HTTP/1.1 101 Ok", "Transfer-Encoding: chunked", ...SWITCHES(accept), "", ""].join("\r\n"),
  "odd headers": (accept) =>
    ["HTTP/1.1 101 Ok", "X A: b", "nonsense", "X-B: c\x01", "X-C: d", " e", ...SWITCHES(accept), "", ""].join("\r\n"),
  "20 kB of headers": (accept) =>
    ["HTTP/1.1 101 Ok", `X-A: ${"a".repeat(20_000)}`, ...SWITCHES(accept), "", ""].join("\r\n"),
  "empty lines first": (accept) => ["", "", "HTTP/1.1 101 Ok", ...SWITCHES(accept), "", ""].join("\r\n"),
};

describe("a printer that answers a WebSocket's handshake untidily", () => {
  let answer: (accept: string) => string = () => "";
  const printer = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.once("data", (head: Buffer) => {
      const [, key = ""] = /sec-websocket-key: (.*)\r\n/i.exec(head.toString("latin1")) ?? [];
      const accept = createHash("sha1").update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64");
      const text = answer(accept);
      socket.write(text, "latin1");
      if (!text.endsWith(HI)) socket.end();
    });
  });
  beforeAll(async () => void (await once(printer.listen(0, "127.0.0.1"), "listening")));
  afterAll(() => void printer.close());
  setUpDatabase();
  const relay = setUpRelay(setUpGateway(), {
    origin: () => `http://127.0.0.1:${(printer.address() as AddressInfo).port}`,
  });

  const connect = () =>
    new WebSocket(`ws://127.0.0.1:${relay.port}/sockjs/websocket`, {
      headers: { Host: relayHost(relay), Authorization: AUTHORIZATION },
    });
  /** @returns the status that refused it */
  const refused = () =>
    new Promise<number>((resolve, reject) => {
      const socket = connect();
      socket.on("unexpected-response", (_request, response) => {
        resolve(response.statusCode ?? 0);
        socket.terminate();
      });
      socket.on("open", () => reject(new Error("it opened")));
      socket.on("error", () => undefined);
    });

  it.each(Object.keys(UNTIDY))("with %s is understood", async (name) => {
    answer = (accept) => `${UNTIDY[name]?.(accept)}${HI}`;
    const socket = connect();
    const [message] = (await once(socket, "message")) as [Buffer];
    expect(message.toString()).toBe("hi");
    socket.terminate();
  });

  it.each<[string, (accept: string) => string]>([
    ["something else", () => "220 mail.example ESMTP\r\n\r\n"],
    ["nothing", () => ""],
    ["half a head", () => "HTTP/1.1 101 Ok\r\nUpgr"],
    ["another's key", () => ["HTTP/1.1 101 Ok", ...SWITCHES("bm90IHRoZSBrZXk="), "", ""].join("\r\n")],
    ["a status that there is not", () => "HTTP/1.1 999 Ok\r\nContent-Length: 0\r\n\r\n"],
    ["half a consent", (accept) => `HTTP/1.1 101 Ok\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`],
    ["another protocol", () => "HTTP/1.1 101 Ok\r\nUpgrade: other\r\nConnection: Upgrade\r\n\r\n"],
  ])("with %s is a fault on the way, and not said to be away", async (_, text) => {
    answer = text;
    expect(await refused()).toBe(600);
  });

  it("refuses as it does, however untidily", async () => {
    answer = () => "HTTP/1.1 403\nContent-Length: 2\nContent-Length: 2\nX A: b\n\nno";
    expect(await refused()).toBe(403);
  });
});
