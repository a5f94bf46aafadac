import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { serveStreams, type StreamServer } from "@/lib/connector/streams/serve-streams";
import { StrictPrinter, type SeenRequest } from "@/lib/connector/streams/test-strict-printer";
import { decodeMessage } from "@/lib/octostream/decode-message";
import { encodeMessage } from "@/lib/octostream/encode-message";
import { frameOutput } from "@/lib/octostream/frame-output";
import type { OutgoingFrame, Pair, StreamFrame } from "@/lib/octostream/messages";
import { until } from "@/tests/support/plugin";

export type LocalRequests = {
  printer: StrictPrinter;
  /** The portal sends a frame of the last stream. */
  send(frame: Omit<OutgoingFrame, "type" | "streamId">): void;
  /** The portal opens a stream. @returns what it asks for */
  open(
    method: string,
    frame?: Omit<OutgoingFrame, "type" | "streamId" | "http">,
    headers?: Pair[],
    url?: string,
  ): string;
  /** Id of the last stream. */
  lastId(): number;
  /** @returns the stream's last frame, once it is over */
  isOver(streamId?: number): Promise<StreamFrame>;
  seenAt(target: string): SeenRequest[];
};

/**
 * For tests: what the connector writes to a printer on bare TCP, for frames as a portal of any kind may send them.
 */
export function setUpLocalRequests(): LocalRequests {
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
  const open: LocalRequests["open"] = (method, frame = { isDataDone: true }, headers = [], url) => {
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
  return { printer, send, open, lastId: () => last, isOver, seenAt };
}
