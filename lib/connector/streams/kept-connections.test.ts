import type { Socket } from "node:net";
import { describe, expect, it } from "vitest";
import { setUpLocalRequests } from "@/lib/connector/streams/test-local-requests";
import { valuesOf } from "@/lib/connector/streams/test-strict-printer";

describe("a relayed request on its way to the printer", () => {
  const { printer, open, lastId, isOver, seenAt } = setUpLocalRequests();

  /** How a server takes leave of a connection that it had kept: each is real, and no client can foresee any. */
  const FAREWELLS: [string, (socket: Socket) => void][] = [
    ["an end", (socket) => void socket.end()],
    ["a reset", (socket) => void socket.resetAndDestroy()],
    ["nothing more", (socket) => void socket.destroy()],
  ];

  const SAY_OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: keep-alive\r\n\r\nok";

  /** Keeps connections, and takes leave of each when its second request comes; that one is lost. */
  const leaveAtSecond = (leave: (socket: Socket) => void) => {
    const used = new WeakSet<Socket>();
    const lost: string[] = [];
    printer.answer = ({ method, target }, socket) => {
      if (!used.has(socket)) {
        used.add(socket);
        return SAY_OK;
      }
      lost.push(`${method} ${target}`);
      leave(socket);
      return undefined;
    };
    return lost;
  };

  describe.each(FAREWELLS)("when the printer ends a kept connection at that moment, with %s", (_, leave) => {
    it.each(["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND"])(
      "%s arrives, once, on a connection of its own",
      async (method) => {
        const lost = leaveAtSecond(leave);
        for (let round = 0; round < 3; round++) {
          open("GET");
          await isOver();
          const target = open(
            method,
            round === 0
              ? { isDataDone: true }
              : { fullSize: round === 1 ? 5 : -1, data: Buffer.from("pause"), isDataDone: true },
          );
          expect(await isOver()).toMatchObject({ statusCode: 200 });
          expect(seenAt(target)).toHaveLength(1);
          expect(valuesOf(seenAt(target)[0]!, "connection")).toEqual(["close"]);
        }
        expect(lost.filter((item) => !item.startsWith("GET "))).toEqual([]);
      },
    );

    it.each(["GET", "HEAD"])("%s is answered all the same", async (method) => {
      leaveAtSecond(leave);
      for (let round = 0; round < 5; round++) {
        open(method);
        expect(await isOver()).toMatchObject({ statusCode: 200 });
      }
    });

    it("a GET with a body arrives once", async () => {
      const lost = leaveAtSecond(leave);
      open("GET");
      await isOver();
      const target = open("GET", { fullSize: 4, data: Buffer.from("body"), isDataDone: true });
      expect(await isOver()).toMatchObject({ statusCode: 200 });
      expect(seenAt(target)).toHaveLength(1);
      expect(lost).toEqual([]);
    });

    it("a GET is not asked a third time", async () => {
      open("GET");
      await isOver();
      printer.answer = (_request, socket) => {
        leave(socket);
        return undefined;
      };
      const target = open("GET");
      expect(await isOver()).toMatchObject({ statusCode: 0, connectFailed: false });
      expect(seenAt(target)).toHaveLength(2);
    });

    it("a GET of which something was answered is not asked again", async () => {
      open("GET");
      await isOver();
      printer.answer = (_request, socket) => {
        socket.write("HTTP/1.1 200 O", () => leave(socket));
        return undefined;
      };
      const target = open("GET");
      expect(await isOver()).toMatchObject({ statusCode: 0 });
      expect(seenAt(target)).toHaveLength(1);
    });
  });

  it.each(["GET", "POST"])("%s is answered when all kept connections were ended in the meantime", async (method) => {
    const sockets = new Set<Socket>();
    printer.answer = (_request, socket) => {
      sockets.add(socket);
      return SAY_OK;
    };
    const ids = Array.from({ length: 5 }, () => (open("GET"), lastId()));
    for (const id of ids) await isOver(id);
    for (const socket of sockets) socket.end();
    const target = open(method);
    expect(await isOver()).toMatchObject({ statusCode: 200 });
    expect(seenAt(target)).toHaveLength(1);
  });
});
