import { once } from "node:events";
import type { AddressInfo, Socket } from "node:net";
import fc from "fast-check";
import { WebSocket, WebSocketServer } from "ws";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { serveStreams, type StreamServer } from "@/lib/connector/streams/serve-streams";
import { StrictPrinter, valuesOf, type SeenRequest } from "@/lib/connector/streams/test-strict-printer";
import { decodeMessage } from "@/lib/octostream/decode-message";
import { encodeMessage } from "@/lib/octostream/encode-message";
import { frameOutput } from "@/lib/octostream/frame-output";
import type { OutgoingFrame, Pair, StreamFrame } from "@/lib/octostream/messages";
import { until } from "@/tests/support/plugin";

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"];
const FORGED = "POST /forged HTTP/1.1\r\nHost: printer\r\nContent-Length: 0\r\n\r\n";

/** What the connector writes to a printer on bare TCP, for frames as a portal of any kind may send them. */
describe("a relayed request on its way to the printer", () => {
  const printer = new StrictPrinter();
  const portal = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  let client: WebSocket;
  let streams: StreamServer;
  let ended: Map<number, StreamFrame>;
  let last = 0;

  beforeAll(() => printer.listen());
  beforeEach(async () => {
    printer.reset();
    ended = new Map();
    const connected = once(portal, "connection");
    client = new WebSocket(`ws://127.0.0.1:${(portal.address() as AddressInfo).port}`);
    const [server] = (await connected) as [WebSocket];
    if (client.readyState !== WebSocket.OPEN) await once(client, "open");
    streams = serveStreams({ origin: printer.origin, platform: 1 }, frameOutput(client));
    server.on("message", (bytes: Buffer) => {
      const decoded = decodeMessage(bytes);
      if (decoded.ok && decoded.message.type === "StreamFrame" && decoded.message.isClose)
        ended.set(decoded.message.streamId, decoded.message);
    });
  });
  afterEach(() => {
    streams.stop();
    client.terminate();
  });
  afterAll(async () => {
    portal.close();
    await printer.close();
  });

  const send = (frame: Omit<OutgoingFrame, "type" | "streamId">) => {
    const decoded = decodeMessage(encodeMessage({ type: "StreamFrame", streamId: last, controlOnly: false, ...frame }));
    if (!decoded.ok || decoded.message.type !== "StreamFrame") throw new Error("not a frame");
    streams.receive(decoded.message);
  };
  const open = (
    method: string,
    frame: Omit<OutgoingFrame, "type" | "streamId" | "http"> = { isDataDone: true },
    headers: Pair[] = [],
    url?: string,
  ) => {
    const target = url ?? `/s${++last}`;
    if (url) last++;
    send({ isOpen: true, http: { url: target, method, publicHost: "p1.example.test", headers }, ...frame });
    return target;
  };
  const isOver = async (streamId = last) => {
    await until("the stream is over", () => ended.has(streamId));
    return ended.get(streamId)!;
  };
  const seenAt = (target: string): SeenRequest[] => printer.seen.filter((request) => request.target === target);

  it(
    "has exactly the bytes that were announced, or is no whole request: by any method",
    { timeout: 60_000 },
    async () => {
      const pieces = fc
        .array(fc.oneof(fc.constant(FORGED), fc.string({ maxLength: 40 })), { maxLength: 4 })
        .map((texts) => texts.map((text) => Buffer.from(text)));
      await fc.assert(
        fc.asyncProperty(
          fc.constantFrom(...METHODS),
          pieces,
          fc.constantFrom(-1, 0, 1, -3, 7),
          fc.boolean(),
          async (method, all, off, inOpening) => {
            printer.reset();
            await until("no connection is left of the try before", () => printer.open === 0);
            const whole = Buffer.concat(all);
            // -1: of unknown length. Else the length, or one that is off by some bytes.
            const fullSize = off === -1 ? -1 : Math.max(0, whole.length + off);
            const [first, ...rest] = inOpening ? all : [undefined, ...all];
            const target = open(method, { fullSize, data: first });
            for (const data of rest) send({ data });
            send({ isDataDone: true });
            const isRight = fullSize === -1 || fullSize === whole.length;
            const frame = await isOver();
            expect(frame.statusCode).toBe(isRight ? 200 : 0);
            if (!isRight) await until("the printer's connection ended", () => printer.open === 0);
            const complete = seenAt(target).filter((request) => request.complete);
            expect(complete.map(({ body }) => body.toString())).toEqual(isRight ? [whole.toString()] : []);
            expect(printer.broken).toEqual([]);
            expect(seenAt("/forged")).toEqual([]);
          },
        ),
        { numRuns: 150 },
      );
    },
  );

  it.each([
    ["GET", undefined],
    ["HEAD", undefined],
    ["DELETE", undefined],
    ["OPTIONS", undefined],
    ["POST", "0"],
    ["PUT", "0"],
    ["PATCH", "0"],
  ])("says of no body what servers want to hear: %s", async (method, length) => {
    const target = open(method);
    await isOver();
    expect(seenAt(target)).toMatchObject([{ method, complete: true }]);
    expect(valuesOf(seenAt(target)[0]!, "content-length")).toEqual(length === undefined ? [] : [length]);
    expect(valuesOf(seenAt(target)[0]!, "transfer-encoding")).toEqual([]);
  });

  it.each<[string, string, string, Pair[]]>([
    ["a line of its own in the method", "GET / HTTP/1.1\r\nX: y\r\n\r\nPOST", "/x", []],
    ["a method in small letters", "get", "/x", []],
    ["CONNECT", "CONNECT", "/x", []],
    ["a line of its own in the address", "GET", "/x HTTP/1.1\r\nX-Forged: 1\r\n\r\nPOST /forged", []],
    ["a blank in the address", "GET", "/x y", []],
    ["a letter beyond a byte in the address", "GET", "/x\u010ay", []],
    ["a fragment in the address", "GET", "/x#y", []],
    ["another host's address", "GET", "http://127.0.0.1/", []],
  ])("does not leave with %s, as HTTP or as a WebSocket", async (_, method, url, headers) => {
    open(method, { isDataDone: true }, headers, url);
    expect(await isOver()).toMatchObject({ statusCode: 0 });
    open(method, { isWebsocket: true, controlOnly: true }, headers, url);
    expect(await isOver()).toMatchObject({ statusCode: 0 });
    expect([printer.seen, printer.broken]).toEqual([[], []]);
  });

  it("leaves without what cannot be a header, or says something untrue of the way", async () => {
    const untrue: Pair[] = [
      ["X-A", "1\r\nX-Forged: 1"],
      ["X-B\r\nX-Forged", "1"],
      ["X-C", "1\nX-Forged: 1"],
      ["X-D: 1", "2"],
      ["X-E", "\u010aX-Forged: 1"],
      ["X-F", "\x00"],
      ["", "x"],
      ["Content-Length", "5"],
      ["content_length", "5"],
      ["Transfer-Encoding", "chunked"],
      ["Transfer_Encoding", "chunked"],
      ["Transfer.Encoding", "chunked"],
      ["Expect", "100-continue"],
      ["X-Forwarded-For", "127.0.0.1"],
      ["X_Forwarded_For", "127.0.0.1"],
      ["x-forwarded.user", "admin"],
      ["Connection", "upgrade"],
      ["Upgrade", "h2c"],
    ];
    const target = open("POST", { fullSize: 2, data: Buffer.from("ok"), isDataDone: true }, [
      ...untrue,
      ["X-Good", "yes"],
    ]);
    await isOver();
    const [request] = seenAt(target);
    expect(request?.body.toString()).toBe("ok");
    expect(request?.headers.map(([name]) => name.toLowerCase()).sort()).toEqual([
      "accept-encoding",
      "connection",
      "content-length",
      "host",
      "user-agent",
      "x-forwarded-host",
      "x-forwarded-proto",
      "x-good",
    ]);
  });

  it("is over, and breaks nothing, when the printer changes to another protocol that nobody asked it to", async () => {
    printer.answer = () => "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: other\r\n\r\n";
    open("GET");
    expect(await isOver()).toMatchObject({ statusCode: 0 });
  });

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
      expect(await isOver()).toMatchObject({ statusCode: 0, connectFailed: true });
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
    const ids = Array.from({ length: 5 }, () => (open("GET"), last));
    for (const id of ids) await isOver(id);
    for (const socket of sockets) socket.end();
    const target = open(method);
    expect(await isOver()).toMatchObject({ statusCode: 200 });
    expect(seenAt(target)).toHaveLength(1);
  });
});
