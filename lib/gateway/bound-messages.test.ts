import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { boundMessages, type MessageBounds } from "@/lib/gateway/bound-messages";
import { until } from "@/tests/support/plugin";

const KB = 1024;

describe("messages that are not finished", () => {
  let bounds: MessageBounds;
  let lifts: (() => void)[];
  let close: () => void;
  let port = 0;
  const clients: WebSocket[] = [];

  beforeEach(async () => {
    bounds = boundMessages(1000 * KB);
    lifts = [];
    const sockets = new WebSocketServer({ noServer: true });
    const server = createServer().on("upgrade", (request, stream, head) => {
      sockets.handleUpgrade(request, stream, head, (socket) => lifts.push(bounds.watch(socket, stream)));
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
    ({ port } = server.address() as AddressInfo);
    close = () => server.close();
  });
  afterEach(() => {
    for (const client of clients.splice(0)) client.terminate();
    close();
  });

  const connect = async () => {
    const client = new WebSocket(`ws://127.0.0.1:${port}`, { perMessageDeflate: false });
    client.on("error", () => undefined);
    clients.push(client);
    await once(client, "open");
    return client;
  };
  /** Whether it is still open after all it sent arrived. */
  const isOpen = async (client: WebSocket) => {
    client.ping();
    await Promise.race([once(client, "pong"), once(client, "close")]);
    return client.readyState === client.OPEN;
  };
  const begin = (client: WebSocket, bytes: number) => client.send(Buffer.alloc(bytes), { fin: false });

  it("are small on a link that was asked nothing, and may be large on one that was", async () => {
    const [unasked, asked] = [await connect(), await connect()];
    lifts[1]?.();
    begin(unasked, 100 * KB);
    begin(asked, 100 * KB);
    await until("the first was ended", () => unasked.readyState === unasked.CLOSED);
    expect(await isOpen(asked)).toBe(true);
  });

  it("are counted one by one: many finished ones, and keepalive between and inside of them, are none", async () => {
    const client = await connect();
    for (let i = 0; i < 200; i++) client.send(Buffer.alloc(1000));
    for (let i = 0; i < 2000; i++) client.pong(Buffer.alloc(100));
    expect(await isOpen(client)).toBe(true);
    begin(client, 40 * KB);
    for (let i = 0; i < 2000; i++) client.pong(Buffer.alloc(100));
    expect(await isOpen(client)).toBe(true);
    begin(client, 40 * KB);
    await until("it was ended", () => client.readyState === client.CLOSED);
  });

  it("that come in tiny pieces cost more than their bytes", async () => {
    const client = await connect();
    for (let i = 0; i < 600 && client.readyState === client.OPEN; i++) {
      begin(client, 1);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    await until("it was ended", () => client.readyState === client.CLOSED);
  });

  it("have a budget together: who began first ends first, and idle links stay", async () => {
    const [idle, ...busy] = [await connect(), await connect(), await connect(), await connect()];
    for (const lift of lifts) lift();
    for (const client of busy) {
      begin(client, 400 * KB);
      if (client !== busy[2]) expect(await isOpen(client)).toBe(true);
    }
    await until("the first was ended", () => busy[0]!.readyState === WebSocket.CLOSED);
    expect([await isOpen(idle!), await isOpen(busy[1]!), await isOpen(busy[2]!)]).toEqual([true, true, true]);
    busy[1]!.send(Buffer.alloc(1));
    busy[2]!.send(Buffer.alloc(1));
    expect(await isOpen(busy[1]!)).toBe(true);
    begin(idle!, 900 * KB);
    expect([await isOpen(idle!), await isOpen(busy[1]!), await isOpen(busy[2]!)]).toEqual([true, true, true]);
  });
});
