import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { afterEach, describe, expect, it } from "vitest";
import { WebSocket, type ClientOptions } from "ws";
import { endExchanges } from "@/lib/connections/open-exchanges";
import { isConnectedFrom } from "@/lib/gateway/is-connected-from";
import { setUpDatabase } from "@/tests/support/database";
import { setUpGateway } from "@/tests/support/gateway";
import { until } from "@/tests/support/plugin";
import { AUTHORIZATION, relayHost, setUpRelay } from "@/tests/support/relay";

describe("a WebSocket through the relay", () => {
  setUpDatabase();
  const portal = setUpGateway();
  const relay = setUpRelay(portal);
  const open: WebSocket[] = [];
  afterEach(() => {
    relay.error = undefined;
    relay.sockets = 1000;
    for (const socket of open.splice(0)) socket.terminate();
  });

  const connect = (target = "/sockjs/websocket", protocols: string[] = [], options: ClientOptions = {}) => {
    const socket = new WebSocket(`ws://127.0.0.1:${relay.port}${target}`, protocols, {
      headers: { Host: relayHost(relay), Authorization: AUTHORIZATION },
      perMessageDeflate: false,
      ...options,
    });
    socket.on("error", () => undefined);
    open.push(socket);
    const messages: { data: Buffer; isBinary: boolean }[] = [];
    socket.on("message", (data: Buffer, isBinary) => messages.push({ data, isBinary }));
    return { socket, messages };
  };

  const refusedWith = async (target?: string, options?: ClientOptions) => {
    const { socket } = connect(target, [], options);
    const [, response] = (await once(socket, "unexpected-response")) as [unknown, { statusCode: number }];
    return response.statusCode;
  };

  it("carries texts and bytes both ways, whole and in order", async () => {
    const { socket, messages } = connect();
    await once(socket, "open");
    await until("the printer said hello", () => messages.length === 1);
    const sent: (string | Buffer)[] = [
      "ä€🖨",
      "",
      randomBytes(3_000_000),
      "x".repeat(100_000),
      Buffer.alloc(0),
      ...Array.from({ length: 200 }, (_, i) => `message ${i}`),
    ];
    for (const data of sent) socket.send(data);
    await until("all came back", () => messages.length === sent.length + 1);
    const same = messages
      .slice(1)
      .map(({ data, isBinary }, i) => isBinary === (typeof sent[i] !== "string") && data.equals(Buffer.from(sent[i]!)));
    expect(same).toEqual(sent.map(() => true));
  });

  it("tells the app the printer's close code and reason", async () => {
    const { socket } = connect();
    await once(socket, "open");
    socket.send("close 4001 out of filament");
    const [code, reason] = (await once(socket, "close")) as [number, Buffer];
    expect([code, reason.toString()]).toEqual([4001, "out of filament"]);
  });

  it("agrees on the protocol that the printer chose", async () => {
    const { socket } = connect("/sockjs/websocket", ["v12.stomp", "chat"]);
    await once(socket, "open");
    expect(socket.protocol).toBe("v12.stomp");
  });

  it("is refused with the printer's own status where the printer refuses it", async () => {
    expect(await refusedWith("/no/such/socket")).toBe(404);
  });

  it("is refused for a while to an app that opens one after another", async () => {
    relay.sockets = 1;
    await once(connect().socket, "open");
    const { socket } = connect();
    const [, response] = (await once(socket, "unexpected-response")) as [
      unknown,
      { statusCode: number; headers: Record<string, string> },
    ];
    expect([response.statusCode, response.headers["retry-after"]]).toEqual([600, "42"]);
  });

  it.each([603, 604, 605, 606] as const)("is refused with %d", async (status) => {
    relay.error = status;
    expect(await refusedWith()).toBe(status);
  });

  it("is refused when it names a command of the printer's program", async () => {
    expect(await refusedWith("/octoeverywhere-command-api/rekey")).toBe(400);
    expect(await refusedWith("/octoeverywhere-command-api/ping")).toBe(400);
  });

  it("ends at once when its connection is revoked", async () => {
    const { socket } = connect();
    await once(socket, "open");
    const closed = once(socket, "close");
    expect(endExchanges("connection-1")).toBe(1);
    expect((await closed)[0]).toBe(1008);
    await new Promise((resolve) => setTimeout(resolve, 5));
  });

  it("ends for a message that is too large, and nothing else of the printer does", async () => {
    const before = isConnectedFrom(relay.publicId)?.linkId;
    const fromApp = connect();
    const fromPrinter = connect();
    await Promise.all([once(fromApp.socket, "open"), once(fromPrinter.socket, "open")]);
    const closed = Promise.all([once(fromApp.socket, "close"), once(fromPrinter.socket, "close")]);
    fromApp.socket.send(Buffer.alloc(8 * 1024 * 1024));
    fromPrinter.socket.send(`make ${8 * 1024 * 1024}`);
    const [[code]] = (await closed) as [[number], [number]];
    expect(code).toBe(1009);
    expect(isConnectedFrom(relay.publicId)?.linkId).toBe(before);
    const largest = connect();
    await once(largest.socket, "open");
    largest.socket.send(Buffer.alloc(8 * 1024 * 1024 - 64 * 1024));
    await until("the largest came back", () => largest.messages.length === 2);
    expect(isConnectedFrom(relay.publicId)?.linkId).toBe(before);
  });

  it("does not fill memory when the app stops reading", async () => {
    const { socket, messages } = connect();
    await once(socket, "open");
    const before = process.memoryUsage().rss;
    const payload = Buffer.alloc(1_000_000);
    socket.pause();
    for (let i = 0; i < 60; i++) socket.send(payload);
    await new Promise((resolve) => setTimeout(resolve, 500));
    socket.resume();
    await until("all came back", () => messages.length === 61);
    expect(process.memoryUsage().rss - before).toBeLessThan(300_000_000);
  });

  // Last: it takes the printer away.
  it("is refused with 601 when the printer is off", async () => {
    await relay.printer.close();
    expect(await refusedWith()).toBe(601);
    await relay.connector.stop();
    await until("refused by the gateway", async () => (await refusedWith()) === 601);
  });
});
