import { once } from "node:events";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { setUpDatabase } from "@/tests/support/database";
import { setUpGateway } from "@/tests/support/gateway";
import { ask, setUpRelay } from "@/tests/support/relay";

const ANSWER = "HTTP/1.1 413 Content Too Large\r\nContent-Length: 9\r\nConnection: close\r\n\r\ntoo large";

describe("an upload that the printer answers before its end", () => {
  let act: (socket: Socket) => void = () => undefined;
  const printer = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.once("data", () => act(socket));
  });
  beforeAll(async () => void (await once(printer.listen(0, "127.0.0.1"), "listening")));
  afterAll(() => void printer.close());
  setUpDatabase();
  const relay = setUpRelay(setUpGateway(), {
    origin: () => `http://127.0.0.1:${(printer.address() as AddressInfo).port}`,
  });

  const ways: Record<string, (socket: Socket) => void> = {
    "and closes at once": (socket) => socket.write(ANSWER, () => socket.destroy()),
    "and says goodbye": (socket) => void socket.end(ANSWER),
    "and reads no more": (socket) => void socket.pause().write(ANSWER),
    "a little later": (socket) => setTimeout(() => socket.write(ANSWER, () => socket.destroy()), 100),
    "in pieces": (socket) => {
      socket.write(ANSWER.slice(0, 20));
      setTimeout(() => socket.write(ANSWER.slice(20), () => socket.destroy()), 50);
    },
    "after a part of the body": (socket) => {
      let bytes = 0;
      socket.on("data", (piece) => {
        bytes += piece.length;
        if (bytes > 200_000) socket.removeAllListeners("data").write(ANSWER, () => socket.destroy());
      });
    },
  };

  it.each(
    Object.keys(ways).flatMap((way) =>
      [300_000, 5_000_000].flatMap(
        (size) =>
          [
            [way, size, true],
            [way, size, false],
          ] as const,
      ),
    ),
  )("%s: the app reads the printer's own answer (%d bytes, length told: %s)", async (way, size, told) => {
    act = ways[way] as (socket: Socket) => void;
    const headers = told ? { "Content-Length": String(size) } : { "Transfer-Encoding": "chunked" };
    for (let round = 0; round < 3; round++) {
      const reply = await ask(relay, "/upload", { method: "POST", headers }, Buffer.alloc(size, "g"));
      expect([reply.status, reply.body.toString()]).toEqual([413, "too large"]);
    }
  });
});
