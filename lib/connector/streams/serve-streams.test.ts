import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { deflateSync, inflateSync } from "node:zlib";
import { WebSocket, WebSocketServer } from "ws";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { serveStreams, type StreamServer } from "@/lib/connector/streams/serve-streams";
import { decodeMessage } from "@/lib/octostream/decode-message";
import { encodeMessage } from "@/lib/octostream/encode-message";
import { frameOutput } from "@/lib/octostream/frame-output";
import type { OutgoingFrame, Pair, StreamFrame } from "@/lib/octostream/messages";
import { until } from "@/tests/support/plugin";

/** A printer's web server that does what a test tells it to, and a portal's end of a real connection. */
describe("the printer's end of streams", () => {
  let answer: (request: IncomingMessage, response: ServerResponse) => void = (_, response) => void response.end();
  let printer: Server;
  let origin = "";
  const portal = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  let client: WebSocket;
  let server: WebSocket;
  let streams: StreamServer;
  let frames: StreamFrame[] = [];
  let violations = 0;

  beforeAll(async () => {
    printer = createServer((request, response) => answer(request, response));
    printer.on("upgrade", (_request, socket) =>
      socket.end("HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"),
    );
    await new Promise<void>((resolve) => printer.listen(0, "127.0.0.1", resolve));
    origin = `http://127.0.0.1:${(printer.address() as AddressInfo).port}`;
  });
  beforeEach(async () => {
    frames = [];
    violations = 0;
    const connected = once(portal, "connection");
    client = new WebSocket(`ws://127.0.0.1:${(portal.address() as AddressInfo).port}`);
    [server] = (await connected) as [WebSocket];
    streams = serveStreams({ origin, platform: 1, octoPrintKey: "the-admin-key" }, frameOutput(client));
    client.on("message", (bytes: Buffer) => {
      const decoded = decodeMessage(bytes);
      if (decoded.ok && decoded.message.type === "StreamFrame" && !streams.receive(decoded.message)) violations++;
    });
    server.on("message", (bytes: Buffer) => {
      const decoded = decodeMessage(bytes);
      if (decoded.ok && decoded.message.type === "StreamFrame") frames.push(decoded.message);
    });
  });
  afterEach(() => {
    streams.stop();
    client.terminate();
  });
  afterAll(() => {
    portal.close();
    printer.closeAllConnections();
    printer.close();
  });

  const send = (streamId: number, frame: Omit<OutgoingFrame, "type" | "streamId">) =>
    server.send(encodeMessage({ type: "StreamFrame", streamId, controlOnly: false, ...frame }));
  const http = (change: NonNullable<OutgoingFrame["http"]> = {}) => ({
    url: "/path?a=b",
    method: "GET",
    publicHost: "p1.example.test",
    headers: [] as Pair[],
    ...change,
  });
  const ended = async (streamId = 1) => {
    await until("the stream ended", () => frames.some((frame) => frame.streamId === streamId && frame.isClose));
    return frames.filter((frame) => frame.streamId === streamId);
  };
  const body = (all: StreamFrame[]) =>
    Buffer.concat(
      all.map(({ data, compression }) =>
        data ? (compression === 2 ? inflateSync(data) : Buffer.from(data)) : Buffer.alloc(0),
      ),
    );
  const collect = async (request: IncomingMessage) => {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    return Buffer.concat(pieces);
  };

  it("answer a small request with one frame", async () => {
    answer = (_, response) => {
      response.setHeader("Set-Cookie", ["a=1", "b=2"]);
      response.setHeader("Content-Length", "2");
      response.end("ok");
    };
    send(1, { isOpen: true, isDataDone: true, http: http() });
    const [frame, ...others] = await ended();
    expect(others).toEqual([]);
    expect(frame).toMatchObject({
      isClose: true,
      isDataDone: true,
      controlOnly: false,
      statusCode: 200,
      fullSize: 2,
      data: new Uint8Array(Buffer.from("ok")),
    });
    expect(frame?.http?.headers?.filter(([name]) => name === "Set-Cookie")).toEqual([
      ["Set-Cookie", "a=1"],
      ["Set-Cookie", "b=2"],
    ]);
  });

  it("put a body together from plain and packed pieces", async () => {
    answer = (request, response) =>
      void collect(request).then((all) => response.end(`${request.headers["content-length"]} ${all.toString()}`));
    const [first, second] = ["first ".repeat(200), "second"];
    send(1, {
      isOpen: true,
      fullSize: first.length + second.length,
      data: deflateSync(Buffer.from(first)),
      compression: 2,
      originalSize: first.length,
      http: http({ method: "POST" }),
    });
    send(1, { data: Buffer.from(second), isDataDone: true });
    expect(body(await ended()).toString()).toBe(`${first.length + second.length} ${first}${second}`);
  });

  it("pack text that is worth it, and say its real size", async () => {
    const text = JSON.stringify({ text: "printer ".repeat(1000) });
    answer = (_, response) =>
      void response.setHeader("Content-Type", "application/json").setHeader("Content-Length", text.length).end(text);
    send(1, { isOpen: true, isDataDone: true, http: http() });
    const [frame] = await ended();
    expect(frame).toMatchObject({ compression: 2, fullSize: text.length, originalSize: text.length });
    expect(frame?.data?.length).toBeLessThan(text.length / 5);
    expect(body([frame!]).toString()).toBe(text);
  });

  it("tell the printer its own host and who asks for it, and drop what only the relay's way has", async () => {
    answer = (request, response) =>
      void response.setHeader("Content-Type", "application/json").end(JSON.stringify(request.headers));
    const headers: Pair[] = [
      ["Host", "elsewhere"],
      ["Origin", "https://p1.example.test"],
      ["Referer", "https://p1.example.test/files?x=1"],
      ["Accept-Encoding", "gzip"],
      ["X-Forwarded-For", "1.2.3.4"],
      ["X-Api-Key", "k"],
      ["Bad Name", "x"],
      ["X-Bad", "a\r\nb: c"],
    ];
    send(1, { isOpen: true, isDataDone: true, http: http({ headers }) });
    const seen = JSON.parse(body(await ended()).toString()) as Record<string, string>;
    expect(seen).toMatchObject({
      host: new URL(origin).host,
      origin,
      referer: `${origin}/files?x=1`,
      "accept-encoding": "identity",
      "x-forwarded-host": "p1.example.test",
      "x-forwarded-proto": "https",
      "x-api-key": "k",
    });
    for (const name of ["x-forwarded-for", "bad name", "x-bad", "b"]) expect(seen).not.toHaveProperty(name);
  });

  it("act in OctoPrint with the key kept here where the portal asks for that, and only there", async () => {
    answer = (request, response) =>
      void response.setHeader("Content-Type", "application/json").end(JSON.stringify(request.headers));
    const headers: Pair[] = [["x-API-key", "the app's"]];
    send(1, { isOpen: true, isDataDone: true, http: http({ headers, useLocalAuth: 1 }) });
    send(2, { isOpen: true, isDataDone: true, http: http({ headers }) });
    send(3, { isOpen: true, isDataDone: true, http: http({ headers: [], useLocalAuth: 0 }) });
    const seen = async (streamId: number) =>
      (JSON.parse(body(await ended(streamId)).toString()) as Record<string, string>)["x-api-key"];
    expect([await seen(1), await seen(2), await seen(3)]).toEqual(["the-admin-key", "the app's", undefined]);
  });

  it("do nothing more for local authority where there is no key", async () => {
    answer = (request, response) => void response.end(String(request.headers["x-api-key"]));
    const without = serveStreams({ origin, platform: 1 }, frameOutput(client));
    without.receive({
      ...(
        decodeMessage(
          encodeMessage({
            type: "StreamFrame",
            streamId: 9,
            isOpen: true,
            isDataDone: true,
            controlOnly: false,
            http: http({ useLocalAuth: 1 }),
          }),
        ) as { message: StreamFrame }
      ).message,
    });
    expect(body(await ended(9)).toString()).toBe("undefined");
    without.stop();
  });

  it("never lend the key to a WebSocket or to an address elsewhere", async () => {
    const asked: unknown[] = [];
    const note = (request: IncomingMessage) => void asked.push(request.headers["x-api-key"]);
    printer.on("upgrade", note);
    printer.on("request", note);
    send(1, { isOpen: true, isWebsocket: true, controlOnly: true, http: http({ useLocalAuth: 1 }) });
    send(2, {
      isOpen: true,
      isDataDone: true,
      http: http({ url: `${origin}/api/plugin/appkeys`, urlKind: 2, useLocalAuth: 1 }),
    });
    expect(await ended(1)).toMatchObject([{ connectFailed: true }]);
    expect(await ended(2)).toMatchObject([{ isClose: true, statusCode: 0 }]);
    printer.off("upgrade", note);
    printer.off("request", note);
    expect(asked).toEqual([undefined]);
  });

  it("bring what is Moonraker's to the server of its front end, and to no other when that is away", async () => {
    const moonraker = createServer((_, response) => void response.end("moonraker"));
    await new Promise<void>((resolve) => moonraker.listen(0, "127.0.0.1", resolve));
    answer = (_, response) => void response.end("front end");
    const own = serveStreams(
      { origin, platform: 2, moonraker: `http://127.0.0.1:${(moonraker.address() as AddressInfo).port}` },
      frameOutput(client),
    );
    const ask = async (streamId: number, url: string) => {
      own.receive({
        ...(
          decodeMessage(
            encodeMessage({
              type: "StreamFrame",
              streamId,
              isOpen: true,
              isDataDone: true,
              controlOnly: false,
              http: http({ url }),
            }),
          ) as { message: StreamFrame }
        ).message,
      });
      return body(await ended(streamId)).toString();
    };
    expect([
      await ask(21, "/server/info"),
      await ask(22, "/printer/objects/query?x"),
      await ask(23, "/index.html"),
      await ask(24, "/servers"),
    ]).toEqual(["moonraker", "moonraker", "front end", "front end"]);
    moonraker.closeAllConnections();
    await new Promise((resolve) => moonraker.close(resolve));
    expect(await ask(25, "/server/info")).toBe("");
    expect(await ended(25)).toMatchObject([{ connectFailed: true }]);
    own.stop();
  });

  describe("answer commands of their own", () => {
    const command = async (streamId: number, name: string) => {
      send(streamId, { isOpen: true, isDataDone: true, http: http({ url: `/octoeverywhere-command-api/${name}` }) });
      const all = await ended(streamId);
      return { head: all[0], text: body(all).toString() };
    };
    const jsonOf = async (streamId: number, name: string) =>
      JSON.parse((await command(streamId, name)).text) as unknown;

    it("ping, the status, and none they do not know", async () => {
      answer = (_, response) => void response.writeHead(403).end();
      expect(await jsonOf(1, "ping")).toEqual({ Status: 200, Result: { Message: "Pong" } });
      expect(await jsonOf(2, "status")).toEqual({ Status: 789, Error: expect.stringMatching(/key/) });
      for (const [i, name] of ["rekey", "get-connection-info", "send-command", "files/list"].entries())
        expect(await jsonOf(3 + i, name)).toMatchObject({ Status: 754 });
    });

    it("a webcam's picture, with the way it has to be turned", async () => {
      answer = (request, response) => {
        if (request.url === "/api/settings")
          return void response.end(
            JSON.stringify({
              webcam: {
                snapshotUrl: "http://localhost:1/never",
                streamUrl: "/cam?stream",
                flipV: true,
                rotate90: true,
              },
            }),
          );
        response.setHeader("Content-Type", "image/jpeg").end(`${request.url} ${String(request.headers["x-api-key"])}`);
      };
      const { head, text } = await command(1, "webcam/stream?index=0");
      expect(head?.http?.headers).toContainEqual(["x-oe-webcam-transform", "flipv rotate=270"]);
      expect(text).toBe("/cam?stream undefined");
      expect(await jsonOf(2, "webcam/snapshot")).toEqual({ Status: 752, Error: "The webcam cannot be reached." });
      expect(await jsonOf(3, "webcam/snapshot?index=7")).toMatchObject({ Status: 752 });
    });

    it("no picture from anywhere but the printer's own machine", async () => {
      answer = (_, response) =>
        void response.end(JSON.stringify({ webcam: { snapshotUrl: "http://192.0.2.1/secret" } }));
      expect(await jsonOf(1, "webcam/snapshot")).toEqual({ Status: 752, Error: expect.stringMatching(/own machine/) });
    });
  });

  it("lead redirects to the printer through the relay", async () => {
    answer = (_, response) => void response.writeHead(302, { Location: `${origin}/login?x=1` }).end();
    send(1, { isOpen: true, isDataDone: true, http: http() });
    expect((await ended())[0]?.http?.headers).toContainEqual(["Location", "https://p1.example.test/login?x=1"]);
  });

  it.each([
    ["HEAD", 200],
    ["GET", 304],
    ["GET", 204],
  ])("send no body to %s with status %d", async (method, status) => {
    answer = (_, response) => void response.writeHead(status, status === 200 ? { "Content-Length": 5000 } : {}).end();
    send(1, { isOpen: true, isDataDone: true, http: http({ method }) });
    expect(await ended()).toMatchObject([
      { statusCode: status, isClose: true, isDataDone: true, data: undefined, fullSize: status === 200 ? 5000 : -1 },
    ]);
  });

  it("say when the printer cannot be reached", async () => {
    const away = serveStreams({ origin: "http://127.0.0.1:1", platform: 0 }, frameOutput(client));
    away.receive({
      ...(
        decodeMessage(
          encodeMessage({
            type: "StreamFrame",
            streamId: 9,
            isOpen: true,
            isDataDone: true,
            controlOnly: false,
            http: http(),
          }),
        ) as { message: StreamFrame }
      ).message,
    });
    expect(await ended(9)).toMatchObject([{ isClose: true, connectFailed: true, controlOnly: true, statusCode: 0 }]);
  });

  it("give up an answer with more headers than a message can carry", async () => {
    answer = (_, response) => {
      for (let i = 0; i < 250; i++) response.setHeader(`X-${i}`, "1");
      response.end();
    };
    send(1, { isOpen: true, isDataDone: true, http: http() });
    expect(await ended()).toMatchObject([{ isClose: true, isDataDone: false, statusCode: 0 }]);
  });

  it("say when an answer broke off", async () => {
    answer = (request, response) => {
      response.writeHead(200, { "Content-Length": 1_000_000 });
      response.write("x".repeat(1000), () => request.socket.destroy());
    };
    send(1, { isOpen: true, isDataDone: true, http: http() });
    const all = await ended();
    expect(all.at(-1)).toMatchObject({ isClose: true, isDataDone: false });
  });

  it("stop reading from the printer when the portal closes", async () => {
    let closed = false;
    answer = (_, response) => {
      response.writeHead(200, { "Content-Type": "multipart/x-mixed-replace" });
      const timer = setInterval(() => response.write("frame"), 10);
      response.once("close", () => {
        closed = true;
        clearInterval(timer);
      });
    };
    send(1, { isOpen: true, isDataDone: true, http: http() });
    await until("frames came", () => frames.length > 3);
    send(1, { isClose: true, controlOnly: true });
    await until("the printer noticed", () => closed);
  });

  it("send no more than the portal gave credit for, and go on when it gives more", async () => {
    answer = (_, response) =>
      void response.writeHead(200, { "Content-Length": 4_000_000 }).end(Buffer.alloc(4_000_000));
    send(1, { isOpen: true, isDataDone: true, originalSize: 500_000, http: http() });
    const received = () => frames.reduce((sum, frame) => sum + (frame.data?.length ?? 0), 0);
    await until("the credit is used", () => received() >= 400_000);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(received()).toBeLessThan(600_000);
    const giving = setInterval(() => send(1, { controlOnly: true, originalSize: 1_000_000 }), 10);
    await ended();
    clearInterval(giving);
    expect(received()).toBe(4_000_000);
  });

  it("give no credit for a body that the printer does not take", async () => {
    answer = (request) => void request.pause();
    send(1, { isOpen: true, fullSize: 50_000_000, originalSize: 1_000_000, http: http({ method: "POST" }) });
    for (let i = 0; i < 10; i++) send(1, { data: Buffer.alloc(1_000_000) });
    await new Promise((resolve) => setTimeout(resolve, 300));
    const given = frames.reduce((sum, frame) => sum + (frame.isClose ? 0 : frame.originalSize), 0);
    expect(given).toBeLessThan(8_000_000);
  });

  it.each([
    ["an absolute address", { url: "http://127.0.0.1:1/", urlKind: 2 }],
    ["a relative address that is none", { url: "http://127.0.0.1:1/" }],
    ["no method", { method: undefined }],
    ["no public host", { publicHost: undefined }],
  ])("refuse %s and touch nothing", async (_, change) => {
    let touched = false;
    answer = (_request, response) => {
      touched = true;
      response.end();
    };
    send(1, { isOpen: true, isDataDone: true, http: { ...http(), ...change } });
    expect(await ended()).toMatchObject([{ isClose: true, statusCode: 0 }]);
    expect([touched, violations]).toEqual([false, 0]);
  });

  it("answer the program's commands themselves, never by the printer", async () => {
    const asked: string[] = [];
    answer = (request, response) => {
      asked.push(request.url ?? "");
      response.end();
    };
    for (const [id, command] of ["ping", "rekey", "get-connection-info"].entries())
      send(id + 1, { isOpen: true, isDataDone: true, http: http({ url: `/OctoEverywhere-command-api/${command}` }) });
    expect(JSON.parse(body(await ended(1)).toString())).toEqual({ Status: 200, Result: { Message: "Pong" } });
    expect(JSON.parse(body(await ended(2)).toString())).toMatchObject({ Status: 754 });
    expect(JSON.parse(body(await ended(3)).toString())).toMatchObject({ Status: 754 });
    expect(asked).toEqual([]);
  });

  it("take id 0 and a second opening of a stream for what they are, and ignore ids that never were", async () => {
    answer = () => undefined;
    send(0, { isOpen: true, isDataDone: true, http: http() });
    send(1, { isOpen: true, isDataDone: true, http: http() });
    send(1, { isOpen: true, isDataDone: true, http: http() });
    send(5, { data: Buffer.from("x") });
    await until("both were noticed", () => violations === 2);
  });

  it("pass on with which status the printer refused a WebSocket", async () => {
    send(1, { isOpen: true, isWebsocket: true, controlOnly: true, http: http({ url: "/websocket" }) });
    expect(await ended()).toMatchObject([{ isClose: true, connectFailed: true, statusCode: 403 }]);
  });

  it("ask again when the printer closed a kept connection in that moment", async () => {
    let count = 0;
    answer = (request, response) => {
      count++;
      if (count === 2) return void request.socket.destroy();
      response.setHeader("Content-Length", "2").end("ok");
    };
    send(1, { isOpen: true, isDataDone: true, http: http() });
    await ended(1);
    send(2, { isOpen: true, isDataDone: true, http: http() });
    expect(body(await ended(2)).toString()).toBe("ok");
    expect(count).toBe(3);
  });
});
