import { afterEach, beforeEach } from "vitest";
import { openStream } from "@/lib/gateway/open-stream";
import type { OpenStream, ResponseHead, StreamRequest, StreamSink } from "@/lib/gateway/streams/stream-types";
import type { OutgoingFrame, StreamFrame } from "@/lib/octostream/messages";
import { setUpDatabase } from "@/tests/support/database";
import { setUpGateway } from "@/tests/support/gateway";
import { hello, TestPrinter, until, type Hello } from "@/tests/support/plugin";

/** For tests: a request that a stream is opened for. */
export const GET: StreamRequest = {
  kind: "http",
  method: "GET",
  url: "/api/version?x=1",
  publicHost: "p1.example.test",
  headers: [["Accept", "*/*"]],
  bodySize: 0,
};
export const SOCKET: StreamRequest = { ...GET, kind: "websocket", url: "/sockjs/websocket" };

/** Remembers what a stream brings. `hold` keeps pieces as a reader does that does not read. */
export class Memory implements StreamSink {
  heads: ResponseHead[] = [];
  pieces: Buffer[] = [];
  closes: [number, string][] = [];
  opened: (string | undefined)[] = [];
  endings: string[] = [];
  hold = false;
  readonly held: (() => void)[] = [];
  onHead = (head: ResponseHead) => void this.heads.push(head);
  onOpen = (protocol: string | undefined) => void this.opened.push(protocol);
  onData = (bytes: Uint8Array, _isText: boolean, flushed: () => void) => {
    this.pieces.push(Buffer.from(bytes));
    if (this.hold) this.held.push(flushed);
    else flushed();
  };
  onClose = (code: number, reason: string) => void this.closes.push([code, reason]);
  onEnd = () => void this.endings.push("end");
  onError = (error: string, status?: number) => void this.endings.push(status ? `${error} ${status}` : error);
  ended = () => until("the stream ended", () => this.endings.length > 0);
  body = () => Buffer.concat(this.pieces);
}

export const LAST = { isClose: true, isDataDone: true } as const;

/** The printer that is connected now. */
type Link = { printer: TestPrinter; publicId: string };

type Opened = { stream: OpenStream; sink: Memory; id: number; opening: StreamFrame };

export type TestStreams = {
  link: Link;
  /** Connects a printer in the place of the last one. */
  connect(change?: Partial<Hello>): Promise<void>;
  /** Frames that the printer got. */
  frames(): StreamFrame[];
  open(request?: StreamRequest): Promise<Opened>;
  /** The printer's program sends a frame. */
  say(streamId: number, frame: Omit<OutgoingFrame, "type" | "streamId">): void;
};

/** For tests: streams to the program of a printer, which connects anew for each test. */
export function setUpStreams(): TestStreams {
  setUpDatabase();
  const portal = setUpGateway({ streams: { answerMs: 2000, takeMs: 400, readMs: 3000, silentMs: 60_000 } });
  const link = {} as Link;

  const connect = async (change: Partial<Hello> = {}) => {
    const greeting = hello(change);
    link.publicId = greeting.printerId!;
    ({ printer: link.printer } = await TestPrinter.shake(portal.origin, greeting));
  };
  beforeEach(() => connect());
  afterEach(() => link.printer.close());

  const frames = () =>
    link.printer.messages.filter((message): message is StreamFrame => message.type === "StreamFrame");
  const open = async (request: StreamRequest = GET): Promise<Opened> => {
    const sink = new Memory();
    const openings = () => frames().filter(({ isOpen }) => isOpen);
    const before = openings().length;
    const opened = openStream(link.publicId, request, sink);
    if (!opened.ok) throw new Error(opened.error);
    await until("the opening frame came", () => openings().length > before);
    const opening = openings()[before]!;
    return { stream: opened.stream, sink, id: opening.streamId, opening };
  };
  const say: TestStreams["say"] = (streamId, frame) =>
    link.printer.send({ type: "StreamFrame", streamId, controlOnly: false, ...frame });

  return { link, connect, frames, open, say };
}
