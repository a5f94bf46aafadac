import { Agent } from "node:http";
import { deflateSync } from "node:zlib";
import { deserialize, serialize } from "bson";
import fc from "fast-check";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { liveLinks } from "@/lib/gateway/links/live-links";
import { setUpAgents } from "@/tests/support/agent/set-up-agents";
import { until } from "@/tests/support/plugin";
import { ask, type Reply } from "@/tests/support/relay";

type Answer = Record<string, unknown>;

const HONEST = { status: 200, headers: { "Content-Type": "text/plain" }, content: Buffer.from("honest") };

/** Names that say how an answer is framed, what the next hop is to do, or that a writer of heads looks at. */
const NAMES = [
  ...["Expect", "Trailer", "Transfer-Encoding", "Content-Length", "Connection", "Keep-Alive", "Upgrade", "TE", "Date"],
  ...["Content-Range", "Content-Encoding", "Content-Disposition", "Content-Type", "Set-Cookie", "Location", "Refresh"],
  ...[
    "Link",
    "Vary",
    "Access-Control-Allow-Origin",
    "Sec-WebSocket-Accept",
    "Proxy-Authenticate",
    "HTTP/1.1",
    ":status",
  ],
  ...["__proto__", "constructor", "toString", "", " ", "X\r\nY", "X:", "\u00e9", "X-Fine"],
];
const VALUES = [
  ...["100-continue", "chunked", "gzip, chunked", "close", "keep-alive, X-Fine", "websocket", "5", "-1", "0", "1e9"],
  ...[
    "bytes 0-5/6",
    "bytes */6",
    "bytes 5-0/x",
    "a=1, b=2",
    "http://127.0.0.1:5000//a",
    "//[",
    "http://[",
    "0; url=//[",
  ],
  ...["<http://[>; rel=x", "a\r\nX-Injected: 1", "\0", "\u2603", "\u00ff", "", "text/event-stream"],
];

const headers = fc
  .array(
    fc.tuple(fc.oneof(fc.constantFrom(...NAMES), fc.string()), fc.oneof(fc.constantFrom(...VALUES), fc.string())),
    { maxLength: 8 },
  )
  .map((pairs) => Object.fromEntries(pairs.filter(([name]) => !name.includes("\0") && !name.startsWith("$"))));
const content = fc.oneof(
  fc.uint8Array({ maxLength: 2000 }).map((bytes) => Buffer.from(bytes)),
  fc.constantFrom("ConnectionError", "", null, Buffer.from("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")),
);
const answer: fc.Arbitrary<Answer> = fc
  .record({
    status: fc.oneof(
      fc.constantFrom(100, 101, 103, 199, 200, 204, 205, 206, 301, 304, 401, 416, 426, 599, 600, 605, 999),
      fc.nat(999),
    ),
    headers,
    content,
    compressed: fc.boolean(),
    cookies: fc.option(fc.array(fc.oneof(fc.constantFrom(...VALUES), fc.string()), { maxLength: 3 })),
    isPacked: fc.boolean(),
  })
  .map(({ isPacked, ...said }) =>
    isPacked && Buffer.isBuffer(said.content) ? { ...said, content: deflateSync(said.content) } : said,
  );

describe("whatever an agent answers", () => {
  const agents = setUpAgents({ readMs: 3000 });
  const { relay } = agents;
  // One connection, kept: an answer that is longer or shorter than it says would be read into the next.
  const kept = new Agent({ keepAlive: true, maxSockets: 1 });
  const unhandled: unknown[] = [];
  const note = (error: unknown) => void unhandled.push(error);
  for (const event of ["unhandledRejection", "uncaughtException"]) process.on(event, note);
  afterAll(() => {
    for (const event of ["unhandledRejection", "uncaughtException"]) process.off(event, note);
    kept.destroy();
  });

  let said: Answer = HONEST;
  let agent: WebSocket | undefined;

  /** An agent that answers everything with what the test says. */
  async function connect(): Promise<void> {
    const { token, publicId } = await agents.link();
    const socket = new WebSocket(`${agents.origin.replace(/^http/, "ws")}/ws/dev/`, {
      headers: { authorization: `bearer ${token}` },
    });
    socket.on("error", () => undefined);
    socket.on("message", (frame: Buffer, isBinary) => {
      if (!isBinary) return;
      const { ref } = (deserialize(frame) as { "http.tunnelv2": { ref: string } })["http.tunnelv2"];
      socket.send(serialize({ "http.tunnelv2": { ref, response: said } }));
    });
    await until("it is connected", () => liveLinks().has(publicId));
    relay.publicId = publicId;
    agent = socket;
  }
  beforeEach(async () => {
    said = HONEST;
    await connect();
    return () => agent?.terminate();
  });

  const request = (method: string, path: string): Promise<Reply | "cut off"> =>
    ask(relay, path, { method, agent: kept }).catch(() => "cut off" as const);

  it.each([205, 204, 304])("a %i with a body has none for the app", async (status) => {
    said = { ...HONEST, status, headers: { "Content-Type": "text/plain", "Content-Length": "6" } };
    for (const method of ["GET", "HEAD", "POST"]) {
      const reply = await request(method, "/page");
      expect(reply).toMatchObject({ status, body: Buffer.alloc(0) });
      if (status === 205) expect(reply).toMatchObject({ headers: { "content-length": "0" } });
    }
    said = HONEST;
    expect(await request("GET", "/page")).toMatchObject({ status: 200, body: Buffer.from("honest") });
  });

  it("what says something in requests alone, or of another hop, is not passed on", async () => {
    const names = ["Expect", "Trailer", "Upgrade", "TE", "Keep-Alive", "Proxy-Authenticate"];
    said = { ...HONEST, headers: Object.fromEntries(names.map((name) => [name, "100-continue"])) };
    const reply = await request("GET", "/page");
    expect(reply).toMatchObject({ status: 200, body: Buffer.from("honest") });
    const { headers: got } = reply as Reply;
    for (const name of names.filter((name) => name !== "Keep-Alive"))
      expect(got).not.toHaveProperty(name.toLowerCase());
    expect(got["keep-alive"]).not.toBe("100-continue");
  });

  it.each(["/page", "/downloads/files/local/a.gcode"])(
    "to %s is an answer of its own or a fault in our words, and the next one is as it should be",
    async (path) => {
      await fc.assert(
        fc.asyncProperty(fc.constantFrom("GET", "HEAD", "POST"), answer, async (method, hostile) => {
          said = hostile;
          const reply = await request(method, path);
          if (reply === "cut off") expect(path).not.toBe("/page");
          else {
            const { status, body, headers: got } = reply;
            expect((status >= 200 && status < 600) || [600, 601, 602, 607].includes(status)).toBe(true);
            if (method === "HEAD" || [204, 205, 304].includes(status)) expect(body).toHaveLength(0);
            expect(got).not.toHaveProperty("x-injected");
          }
          said = HONEST;
          const next = await request("GET", "/page");
          expect(next).toMatchObject({ status: 200, body: Buffer.from("honest") });
          expect(unhandled).toEqual([]);
        }),
        { numRuns: 300, interruptAfterTimeLimit: 30_000, markInterruptAsFailure: false },
      );
    },
    60_000,
  );
});
