import { createServer, type AddressInfo, type Socket } from "node:net";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fetchOutbound } from "@/lib/outbound/fetch-outbound";
import { publicWeb } from "@/lib/outbound/outbound-policy";

// What servers say, in pieces that may come in any order, at any time, and be cut anywhere.
const PIECES = [
  "HTTP/1.1 200 OK\r\n",
  "HTTP/1.1 302 Found\r\nLocation: /\r\n",
  "HTTP/1.1 404 Not Found\r\n",
  "HTTP/1.1 103 Early Hints\r\n\r\n",
  "HTTP/1.1 100 Continue\r\n\r\n",
  "HTTP/1.0 200 OK\r\n\r\n",
  "Content-Length: 5\r\n",
  "Content-Length: 0\r\n",
  "Transfer-Encoding: chunked\r\n",
  "Content-Encoding: gzip\r\n",
  "Connection: keep-alive\r\nKeep-Alive: timeout=1\r\n",
  "Connection: close\r\n",
  "Upgrade: x\r\n",
  "\r\n",
  "hello",
  "5\r\nhello\r\n",
  "0\r\n\r\n",
  "0\r\nTrailer: x\r\n\r\n",
  "\0\xff",
  "x".repeat(3000),
];
type Step = { piece: string; waitMs: number };
const steps = fc.array(fc.record({ piece: fc.constantFrom(...PIECES), waitMs: fc.constantFrom(0, 0, 0, 1, 5) }), {
  maxLength: 10,
});
const ending = fc.constantFrom("end", "destroy", "reset", "stay");

describe("fetching from whoever says whatever", () => {
  let script: { steps: Step[]; ending: string } = { steps: [], ending: "end" };
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on("error", () => undefined).once("close", () => sockets.delete(socket)));
    const mine = script;
    socket.once("data", () => {
      void (async () => {
        for (const { piece, waitMs } of mine.steps) {
          if (waitMs > 0) await new Promise((soon) => setTimeout(soon, waitMs));
          socket.write(Buffer.from(piece, "latin1"));
        }
        if (mine.ending === "end") socket.end();
        if (mine.ending === "destroy") socket.destroy();
        if (mine.ending === "reset") socket.resetAndDestroy();
      })();
    });
  });
  let url = "";
  beforeAll(async () => {
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  });
  afterAll(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });

  // What is thrown in an event, where nobody can catch it, fails the run as well.
  it("always ends with an answer or a reason, whatever comes, and leaves nothing open", async () => {
    const policy = { ...publicWeb(), allows: (address: string) => address === "127.0.0.1", allowsPort: () => true };
    await fc.assert(
      fc.asyncProperty(
        steps,
        ending,
        fc.constantFrom(3, 20, 60),
        fc.constantFrom("wanted", "unwanted"),
        fc.constantFrom(0, 2),
        async (said, end, totalMs, body, redirects) => {
          script = { steps: said, ending: end };
          const got = await fetchOutbound(url, {
            lane: "provider",
            keys: {},
            policy,
            headers: { accept: "*/*" },
            totalMs,
            bytes: 2000,
            redirects,
            body: body as "wanted",
          });
          expect(got.ok ? got.status >= 200 && got.status < 600 : got.error).toBeTruthy();
        },
      ),
      { numRuns: 1500 },
    );
    await expect.poll(() => sockets.size, { timeout: 5000 }).toBe(0);
  });
});
