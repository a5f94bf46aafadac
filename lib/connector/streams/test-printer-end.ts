import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { inflateSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { serveStreams, type StreamServer } from "@/lib/connector/streams/serve-streams";
import { decodeMessage } from "@/lib/octostream/decode-message";
import { encodeMessage } from "@/lib/octostream/encode-message";
import { frameOutput } from "@/lib/octostream/frame-output";
import type { OutgoingFrame, Pair, StreamFrame } from "@/lib/octostream/messages";
import { until } from "@/tests/support/plugin";

type Frame = Omit<OutgoingFrame, "type" | "streamId">;

/** A portal's end of a connection, and a printer's web server behind the other one. */
export type PrinterEnd = {
  /** What the printer does with a request. */
  answer: (request: IncomingMessage, response: ServerResponse) => void;
  printer: Server;
  origin: string;
  /** The printer's side of the connection. */
  client: WebSocket;
  /** What came from there. */
  frames: StreamFrame[];
  /** Frames that broke the protocol, as the printer's end sees it. */
  violations: number;
  send(streamId: number, frame: Frame): void;
  /** The connection to the portal is over. */
  stop(): void;
  /** All frames of a stream, once it is over. */
  ended(streamId?: number): Promise<StreamFrame[]>;
};

/** A frame as the portal sends it. */
export function received(streamId: number, frame: Frame): StreamFrame {
  const decoded = decodeMessage(encodeMessage({ type: "StreamFrame", streamId, controlOnly: false, ...frame }));
  if (!decoded.ok || decoded.message.type !== "StreamFrame") throw new Error("not a frame");
  return decoded.message;
}

export const http = (change: NonNullable<OutgoingFrame["http"]> = {}) => ({
  url: "/path?a=b",
  method: "GET",
  publicHost: "p1.example.test",
  headers: [] as Pair[],
  ...change,
});
/** The bytes of all frames, unpacked. */
export const body = (all: StreamFrame[]) =>
  Buffer.concat(
    all.map(({ data, compression }) =>
      data ? (compression === 2 ? inflateSync(data) : Buffer.from(data)) : Buffer.alloc(0),
    ),
  );

export const collect = async (request: IncomingMessage) => {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
};

async function listen(end: PrinterEnd): Promise<void> {
  end.printer = createServer((request, response) => end.answer(request, response));
  end.printer.on("upgrade", (_request, socket) =>
    socket.end("HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"),
  );
  await new Promise<void>((resolve) => end.printer.listen(0, "127.0.0.1", resolve));
  end.origin = `http://127.0.0.1:${(end.printer.address() as AddressInfo).port}`;
}

/** For tests: a printer's web server that does what a test tells it to, and a portal's end of a real connection. */
export function setUpPrinterEnd(): PrinterEnd {
  const portal = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  let server: WebSocket;
  let streams: StreamServer;
  const end = {
    answer: (_, response) => void response.end(),
    send: (streamId, frame) =>
      server.send(encodeMessage({ type: "StreamFrame", streamId, controlOnly: false, ...frame })),
    stop: () => streams.stop(),
    ended: async (streamId = 1) => {
      await until("the stream ended", () => end.frames.some((frame) => frame.streamId === streamId && frame.isClose));
      return end.frames.filter((frame) => frame.streamId === streamId);
    },
  } as PrinterEnd;

  beforeAll(() => listen(end));
  beforeEach(async () => {
    end.frames = [];
    end.violations = 0;
    const connected = once(portal, "connection");
    end.client = new WebSocket(`ws://127.0.0.1:${(portal.address() as AddressInfo).port}`);
    [server] = (await connected) as [WebSocket];
    const place = { origin: end.origin, platform: 1, octoPrintKey: "the-admin-key" };
    streams = serveStreams(place, frameOutput(end.client));
    end.client.on("message", (bytes: Buffer) => {
      const decoded = decodeMessage(bytes);
      if (decoded.ok && decoded.message.type === "StreamFrame" && !streams.receive(decoded.message)) end.violations++;
    });
    server.on("message", (bytes: Buffer) => {
      const decoded = decodeMessage(bytes);
      if (decoded.ok && decoded.message.type === "StreamFrame") end.frames.push(decoded.message);
    });
  });
  afterEach(() => {
    streams.stop();
    end.client.terminate();
  });
  afterAll(() => {
    portal.close();
    end.printer.closeAllConnections();
    end.printer.close();
  });
  return end;
}
