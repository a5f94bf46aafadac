import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { isConnectedFrom } from "@/lib/gateway/is-connected-from";
import { setUpQuickGateway } from "@/lib/gateway/test-gateway";
import { hello, TestPrinter, until } from "@/tests/support/plugin";

describe("the printer gateway", () => {
  const portal = setUpQuickGateway();

  describe("sockets that misbehave", () => {
    const vector = (name: string) => readFileSync(path.resolve(`lib/octostream/vectors/${name}.bin`));

    it("are ended when they say nothing", async () => {
      await (
        await TestPrinter.connect(portal.origin)
      ).closed;
    });

    it("are ended when they say something else first", async () => {
      const printer = await TestPrinter.connect(portal.origin);
      printer.send({ type: "StreamFrame", streamId: 1 });
      await printer.closed;
      expect(printer.messages).toEqual([]);
    });

    it("are ended when they send text, garbage, or a message with a wrong length", async () => {
      for (const bytes of [
        "hello",
        vector("bad-length-prefix"),
        vector("bad-vector-length"),
        Buffer.alloc(3),
        Buffer.alloc(0),
      ]) {
        const printer = await TestPrinter.connect(portal.origin);
        printer.socket.send(bytes);
        await printer.closed;
      }
    });

    it("are ended before a large first message is complete", async () => {
      const printer = await TestPrinter.connect(portal.origin);
      printer.socket.send(Buffer.alloc(1024 * 1024), { fin: false });
      await printer.closed;
    });

    it("are ended for a message over the limit, also from an accepted printer", async () => {
      const { printer } = await TestPrinter.shake(portal.origin, hello());
      printer.socket.send(Buffer.alloc(9 * 1024 * 1024));
      await printer.closed;
    });

    it("are ended when they stay silent and answer no ping", async () => {
      const greeting = hello();
      const { printer } = await TestPrinter.shake(portal.origin, greeting);
      printer.socket.pause();
      await until("the silent printer is offline", () => !isConnectedFrom(greeting.printerId!));
      printer.socket.terminate();
    });

    it("keep their connection while they answer pings", async () => {
      const { printer } = await TestPrinter.shake(portal.origin, hello());
      let pings = 0;
      printer.socket.on("ping", () => pings++);
      await until("six pings came", () => pings >= 6);
      expect(printer.socket.readyState).toBe(WebSocket.OPEN);
      await printer.close();
    });

    it("cannot do harm with 200 damaged messages, from strangers or from an accepted printer", async () => {
      const whole = vector("captured-http-response-zlib");
      const damage = (seed: number) => {
        const bytes = Buffer.from(seed % 2 ? whole : vector("handshake-request"));
        for (let i = 0; i < 5; i++)
          bytes[4 + ((seed * 7919 + i * 104_729) % (bytes.length - 4))] = (seed * 31 + i * 17) % 256;
        return bytes;
      };
      for (let seed = 0; seed < 200; seed += 10) {
        const stranger = await TestPrinter.connect(portal.origin);
        for (let i = 0; i < 5; i++) stranger.socket.send(damage(seed + i));
        const { printer } = await TestPrinter.shake(portal.origin, hello());
        for (let i = 5; i < 10; i++) printer.socket.send(damage(seed + i));
        printer.socket.close();
        stranger.socket.close();
      }
      const { printer, reply } = await TestPrinter.shake(portal.origin, hello());
      expect(reply.accepted).toBe(true);
      await printer.close();
    });
  });
});
