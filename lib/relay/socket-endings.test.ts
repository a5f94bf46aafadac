import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { MAX_RELAYED_MESSAGE_BYTES } from "@/lib/octostream/message-limits";
import { setUpDatabase } from "@/tests/support/database";
import { setUpGateway } from "@/tests/support/gateway";
import { AUTHORIZATION, relayHost, setUpRelay } from "@/tests/support/relay";

type Printers = { socket: WebSocket; raw: Duplex };

/** A frame of our own making. @param opcode 8 is a close */
const frame = (opcode: number, body: Buffer) => Buffer.concat([Buffer.from([0x80 | opcode, body.length]), body]);

describe("how a WebSocket ends", () => {
  const sockets = new WebSocketServer({ noServer: true });
  const printer = createServer();
  let accept: ((printers: Printers) => void) | undefined;
  printer.on("upgrade", (request, raw, head) =>
    sockets.handleUpgrade(request, raw, head, (socket) => accept?.({ socket, raw })),
  );
  beforeAll(async () => void (await once(printer.listen(0, "127.0.0.1"), "listening")));
  afterAll(() => {
    printer.closeAllConnections();
    printer.close();
  });
  setUpDatabase();
  const relay = setUpRelay(setUpGateway(), {
    origin: () => `http://127.0.0.1:${(printer.address() as AddressInfo).port}`,
  });

  /** Both ends of one relayed WebSocket. */
  async function open(): Promise<Printers & { app: WebSocket; closed: Promise<[number, string]> }> {
    const accepted = new Promise<Printers>((resolve) => (accept = resolve));
    const app = new WebSocket(`ws://127.0.0.1:${relay.port}/socket`, {
      headers: { Host: relayHost(relay), Authorization: AUTHORIZATION },
    });
    app.on("error", () => undefined);
    await once(app, "open");
    const closed = once(app, "close").then(([code, reason]) => [code, String(reason)] as [number, string]);
    const ends = await accepted;
    ends.socket.on("error", () => undefined);
    return { ...ends, app, closed };
  }

  it.each<[string, (ends: Printers) => void, number]>([
    ["crashes", ({ raw }) => raw.destroy(), 1011],
    ["vanishes in the middle of a message", ({ raw }) => raw.end(Buffer.from([0x81, 0x7d, 0x61])), 1011],
    ["sends garbage", ({ raw }) => raw.write(randomBytes(64).fill(0xff, 0, 2)), 1011],
    ["sends text that is none", ({ raw }) => raw.write(frame(1, Buffer.from([0xff, 0xfe]))), 1011],
    ["sends a code that nobody may send", ({ raw }) => raw.write(frame(8, Buffer.from([0x03, 0xee]))), 1011],
    ["sends too large a message", ({ socket }) => socket.send(Buffer.alloc(MAX_RELAYED_MESSAGE_BYTES + 1)), 1009],
    ["closes without a code", ({ socket }) => socket.close(), 1005],
  ])("a printer that %s", async (_, act, code) => {
    const ends = await open();
    act(ends);
    expect(await ends.closed).toEqual([code, ""]);
  });

  const codes = fc.oneof(
    fc.constantFrom(1000, 1001, 1003, 1008, 1011, 1012, 1013),
    fc.integer({ min: 3000, max: 4999 }),
  );

  it("a printer's own codes and reasons reach the app as they are, and the app's the printer", async () => {
    await fc.assert(
      fc.asyncProperty(codes, fc.string({ maxLength: 30 }), fc.boolean(), async (code, reason, byApp) => {
        const { socket, app, closed } = await open();
        const heard = byApp
          ? once(socket, "close").then(([got, text]) => [got, String(text)] as [number, string])
          : closed;
        (byApp ? app : socket).close(code, reason);
        expect(await heard).toEqual([code, reason.toWellFormed()]);
      }),
      { numRuns: 25 },
    );
  });

  it("what came before the end arrives before it", async () => {
    const { socket, raw, app, closed } = await open();
    const got: string[] = [];
    app.on("message", (data) => got.push(String(data)));
    for (const word of ["one", "two", "three"]) socket.send(word);
    await new Promise((resolve) => setTimeout(resolve, 50));
    raw.destroy();
    expect([await closed, got]).toEqual([
      [1011, ""],
      ["one", "two", "three"],
    ]);
  });

  it("an app that vanishes is going away", async () => {
    const { socket, app } = await open();
    const heard = once(socket, "close");
    app.terminate();
    expect((await heard)[0]).toBe(1001);
  });
});
