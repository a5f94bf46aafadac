import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, request as requestHttp, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { endExchanges } from "@/lib/connections/open-exchanges";
import { liveLinks } from "@/lib/gateway/links/live-links";
import { spoolBudget } from "@/lib/gateway/streams/spool-budget";
import { setUpDatabase } from "@/tests/support/database";
import { setUpGateway } from "@/tests/support/gateway";
import { until } from "@/tests/support/plugin";
import { ask, AUTHORIZATION, optionsFor, relayHost, setUpRelay } from "@/tests/support/relay";

const MEGABYTE = 1024 * 1024;
const FILE_BYTES = 50 * MEGABYTE;
const PIECE = Buffer.from(Array.from({ length: 65_537 }, (_, i) => i % 251));

async function sendFile(response: ServerResponse): Promise<void> {
  const closed = once(response, "close");
  response.writeHead(200, { "Content-Type": "application/octet-stream", "Content-Length": FILE_BYTES });
  for (let left = FILE_BYTES; left > 0 && !response.destroyed; left -= PIECE.length) {
    const more = response.write(PIECE.subarray(0, Math.min(left, PIECE.length)));
    if (!more) await Promise.race([new Promise((resolve) => response.once("drain", resolve)), closed]);
  }
  response.end();
}

const frame = (i: number) =>
  Buffer.concat([
    Buffer.from(`--cam\r\nContent-Type: image/jpeg\r\nX-Number: ${i}\r\n\r\n`),
    Buffer.alloc(100_000, i % 251),
    Buffer.from("\r\n"),
  ]);

/** 30 pictures a second: 3 MB/s. Like most cameras it sends on whether somebody reads or not. */
function sendPictures(response: ServerResponse): void {
  response.writeHead(200, { "Content-Type": "multipart/x-mixed-replace; boundary=cam" });
  let i = 0;
  const timer = setInterval(() => void response.write(frame(i++)), 33);
  response.once("close", () => clearInterval(timer));
}

/** A printer whose program counts no credit, with one slow reader and others beside it. */
describe("beside an app that reads slowly", () => {
  setUpDatabase();
  const portal = setUpGateway();
  const sockets = new WebSocketServer({ noServer: true });
  const server = createServer((request, response) => {
    if (request.url === "/file") return void sendFile(response);
    if (request.url === "/webcam") return sendPictures(response);
    response.end("quick");
  });
  server.on("upgrade", (request, socket, head) =>
    sockets.handleUpgrade(request, socket, head, (client) =>
      client.on("message", () => {
        for (let i = 0; i < 400; i++) client.send(`${i} `.repeat(20_000));
        client.close(4002, "done");
      }),
    ),
  );
  beforeAll(() => new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve)));
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  const relay = setUpRelay(portal, {
    asPlugin: "5.3.1",
    origin: () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  });

  /** Asks and reads nothing of the body until it is resumed. */
  const askSlowly = async (target: string) => {
    const request = requestHttp(optionsFor(relay, target));
    request.on("error", () => undefined).end();
    const [response] = (await once(request, "response")) as [IncomingMessage];
    response.pause();
    return { request, response };
  };
  const quick = async () => expect((await ask(relay, "/quick")).body.toString()).toBe("quick");
  const link = () => liveLinks().get(relay.publicId)?.linkId;

  it("counts no credit, as plugins do", () => {
    expect(liveLinks().get(relay.publicId)?.flowControl).toBe(false);
  });

  it("others are answered while nothing of 50 MB is read, in bounded memory; the reader gets it all", async () => {
    const before = link();
    const { arrayBuffers } = process.memoryUsage();
    const { response } = await askSlowly("/file");
    let most = 0;
    for (let i = 0; i < 200; i++) {
      await quick();
      most = Math.max(most, process.memoryUsage().arrayBuffers - arrayBuffers);
    }
    expect(most).toBeLessThan(64 * MEGABYTE);
    const hash = createHash("sha256");
    let bytes = 0;
    for await (const piece of response) {
      hash.update(piece as Buffer);
      bytes += (piece as Buffer).length;
    }
    const whole = createHash("sha256");
    for (let left = FILE_BYTES; left > 0; left -= PIECE.length)
      whole.update(PIECE.subarray(0, Math.min(left, PIECE.length)));
    expect([bytes, hash.digest("hex")]).toEqual([FILE_BYTES, whole.digest("hex")]);
    expect(link()).toBe(before);
  });

  it("others are answered while a webcam is read at a sixth of its pace; pictures are fewer and whole", async () => {
    const before = link();
    const { request, response } = await askSlowly("/webcam");
    const pieces: Buffer[] = [];
    const reading = setInterval(() => {
      const piece = response.read(50_000) as Buffer | null;
      if (piece) pieces.push(piece);
    }, 100);
    const end = performance.now() + 8000;
    while (performance.now() < end) await quick();
    clearInterval(reading);
    request.destroy();
    const parts = Buffer.concat(pieces).toString("latin1").split("--cam\r\n").slice(1, -1);
    const numbers = parts.map((part) => Number(/X-Number: (\d+)/.exec(part)?.[1]));
    for (const [i, part] of parts.entries())
      expect(
        part ===
          frame(numbers[i] ?? -1)
            .toString("latin1")
            .slice("--cam\r\n".length),
      ).toBe(true);
    expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
    expect(numbers.length).toBeGreaterThan(10);
    expect(link()).toBe(before);
  });

  it("others are answered while a WebSocket is not read; it then brings every message and the close", async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${relay.port}/ws`, {
      headers: { Host: relayHost(relay), Authorization: AUTHORIZATION },
    });
    await once(socket, "open");
    const messages: string[] = [];
    socket.on("message", (data: Buffer) => messages.push(data.toString()));
    socket.send("go");
    socket.pause();
    for (let i = 0; i < 50; i++) await quick();
    socket.resume();
    const [code] = (await once(socket, "close")) as [number];
    expect([code, messages.length]).toEqual([4002, 400]);
    expect(messages.every((text, i) => text === `${i} `.repeat(20_000))).toBe(true);
  });

  it("a WebSocket that is read slowly brings its last message and the close, however long that takes", async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${relay.port}/ws`, {
      headers: { Host: relayHost(relay), Authorization: AUTHORIZATION },
    });
    await once(socket, "open");
    let messages = 0;
    socket.on("message", () => void messages++);
    socket.send("go");
    socket.pause();
    await new Promise((resolve) => setTimeout(resolve, 7000));
    socket.resume();
    const [code] = (await once(socket, "close")) as [number];
    expect([code, messages]).toEqual([4002, 400]);
  });

  it("revoking ends also what the printer has sent to its last byte and the app has not read", async () => {
    const { request, response } = await askSlowly("/file");
    await until("the printer is done", () => spoolBudget().used() > 40 * MEGABYTE);
    await quick();
    response.on("error", () => undefined);
    const cut = new Promise((resolve) => response.once("close", resolve));
    expect(endExchanges("connection-1")).toBe(1);
    response.resume();
    await cut;
    expect(response.complete).toBe(false);
    request.destroy();
    await until("the room is free again", () => spoolBudget().used() === 0);
  });

  it("a reader that goes frees what was kept for it", async () => {
    const { request } = await askSlowly("/file");
    await until("something waits on the disk", () => spoolBudget().used() > 0);
    request.destroy();
    await until("all of the room is free again", () => spoolBudget().used() === 0);
  });
});
