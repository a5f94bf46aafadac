import { containFault } from "@/lib/gateway/streams/contain-fault";
import { EARLY_COST, initialCredit } from "@/lib/gateway/streams/initial-credit";
import { KeptForReader } from "@/lib/gateway/streams/kept-for-reader";
import { NEEDS_DICTIONARY } from "@/lib/gateway/streams/needs-dictionary";
import { readAnswer, type FrameMeaning, type FrameReader } from "@/lib/gateway/streams/read-answer";
import { readMessages } from "@/lib/gateway/streams/read-messages";
import { streamClock, type StreamClock } from "@/lib/gateway/streams/stream-clock";
import type { RunningStream, StreamLink } from "@/lib/gateway/streams/stream-link";
import type { StreamTimes } from "@/lib/gateway/streams/stream-times";
import type { StreamError, StreamRequest, StreamSink } from "@/lib/gateway/streams/stream-types";
import { streamUnpacker } from "@/lib/gateway/streams/stream-unpacker";
import { log } from "@/lib/observability/log";
import { recordFault } from "@/lib/observability/record-fault";
import { WsFrameKind } from "@/lib/octostream/generated/octostream/ws-frame-kind";
import { MAX_ORIGINAL_SIZE, type Inflated } from "@/lib/octostream/inflate-data";
import type { OutgoingFrame, StreamFrame } from "@/lib/octostream/messages";
import { costOf, creditBack, STREAM_WINDOW, streamCredit, type Credit } from "@/lib/octostream/stream-credit";

/** A program that overruns its credit by more than one message does not play by the rules. */
const MOST_HELD = STREAM_WINDOW + MAX_ORIGINAL_SIZE;
/** Without credit: bytes as they came that wait to be unpacked, while the disk is slower than the printer. */
const MOST_WAITING = 2 * MAX_ORIGINAL_SIZE;
const DISK_IS_BEHIND = 2 * 1024 * 1024;

class Stream implements RunningStream {
  /** What the app has still to read, where the printer's program counts no credit. */
  private readonly kept: KeptForReader | undefined;
  /** The app's sink, or what is kept for it. */
  private readonly app: StreamSink;
  private readonly reader: FrameReader;
  private readonly credit: Credit;
  private readonly clock: StreamClock;
  private readonly unpacker = streamUnpacker();
  private readonly giveBack: (bytes: number) => void;
  private isOver = false;
  /** Bytes that came and have not left our memory. */
  private held = 0;
  /** Bytes in memory of what is kept for the app. */
  private keptBytes = 0;
  /** What came earlier and is not passed on yet: pieces stay in order. */
  private unpacking: Promise<void> | undefined;

  constructor(
    private readonly streamId: number,
    private readonly request: StreamRequest,
    sink: StreamSink,
    private readonly link: StreamLink,
  ) {
    this.kept = link.flowControl ? undefined : this.keepFor(sink);
    this.app = this.kept?.sink ?? sink;
    this.reader = request.kind === "http" ? readAnswer(request.method, this.app) : readMessages(this.app);
    this.credit = streamCredit(initialCredit(request.kind, link.flowControl));
    this.clock = streamClock(request);
    this.giveBack = creditBack((bytes) => {
      if (link.flowControl && !this.isOver) this.sendFrame({ originalSize: bytes });
    });
  }

  receive(frame: StreamFrame): void {
    this.contain(() => this.receiveFrame(frame));
  }

  fail(error: StreamError): void {
    // What came before the connection ended may be all there is to come.
    if (error === "printer_gone" && this.isOver) return;
    if (error === "printer_gone" && this.unpacking) void this.unpacking.then(() => this.stopAs(error));
    else if (this.isOver) this.kept?.fail(error);
    else this.stopAs(error);
  }

  async send(bytes: Uint8Array, isText: boolean): Promise<boolean> {
    const { credit, clock, link, request } = this;
    const isFull = () => credit.ready() ?? link.output.ready();
    for (let wait = isFull(); wait && !this.isOver; wait = isFull()) {
      clock.waits(true);
      await wait;
    }
    clock.waits(false);
    if (this.isOver) return false;
    clock.moved();
    credit.spend(link.flowControl ? costOf(bytes.length) : EARLY_COST);
    const wsKind = request.kind === "http" ? WsFrameKind.NotSet : isText ? WsFrameKind.Text : WsFrameKind.Binary;
    return this.sendFrame({ controlOnly: false, data: bytes, wsKind });
  }

  finish(): void {
    this.clock.requested();
    if (!this.isOver) this.sendFrame({ controlOnly: false, isDataDone: true });
  }

  close(code: number, reason: string): void {
    if (this.isOver || this.clock.isClosing()) return;
    this.clock.closing();
    const body = Buffer.from(`\0\0${reason}`, "utf8").subarray(0, 125);
    body.writeUInt16BE(code, 0);
    this.sendFrame({ controlOnly: false, wsKind: WsFrameKind.Close, data: body });
  }

  cancel(): void {
    this.kept?.discard();
    this.giveUp();
  }

  onDisk(): number {
    return this.kept?.onDisk() ?? 0;
  }

  look(limits: StreamTimes): void {
    const error = this.clock.verdict(limits, { begun: this.reader.hasBegun(), held: this.held });
    if (error) this.stopAs(error);
  }

  waits = (): boolean => !this.isOver && this.clock.isAwaited(this.reader.hasBegun());

  private keepFor(sink: StreamSink): KeptForReader {
    const { publicId, spool, readMs } = this.link;
    return new KeptForReader(sink, {
      publicId,
      kind: this.request.kind,
      place: spool,
      readMs,
      onMemory: (bytes) => {
        this.keptBytes = bytes;
        this.tellHeld();
      },
      onGivenUp: () => this.giveUp(),
      onDone: () => {
        if (this.isOver) this.link.onOver(this.streamId);
      },
    });
  }

  private sendFrame(frame: Omit<OutgoingFrame, "type" | "streamId">): boolean {
    return this.link.output.send({ type: "StreamFrame", streamId: this.streamId, ...frame });
  }

  /** What throws ends this stream and nothing else. */
  private contain(act: () => void): void {
    containFault(this.link.publicId, act, () => this.stopAs("broken"));
  }

  private receiveFrame(frame: StreamFrame): void {
    // A program may go on after its last frame; the stream keeps its place until its reader is done.
    if (this.isOver) return;
    this.clock.heard();
    const { flowControl } = this.link;
    const isCredit = frame.controlOnly && !frame.isClose;
    if (isCredit) this.credit.grant(frame.originalSize);
    if (isCredit && frame.statusCode === 0) return;
    if (!flowControl) this.credit.release();
    if (frame.compression !== 0 && frame.originalSize > MAX_ORIGINAL_SIZE) return this.stopAs("broken");
    const asTheyCame = frame.data?.length ?? 0;
    const flushed = this.hold(costOf(!flowControl || frame.compression === 0 ? asTheyCame : frame.originalSize));
    if (this.held > (flowControl ? MOST_HELD : MOST_WAITING)) return this.stopAs("broken");
    this.unpack(frame, flushed);
  }

  private unpack(frame: StreamFrame, flushed: () => void): void {
    const later = this.unpacking ?? this.kept?.room();
    const unpacked = later ? later.then(() => this.unpacker.unpack(frame)) : this.unpacker.unpack(frame);
    if (!(unpacked instanceof Promise)) return this.take(frame, unpacked, flushed);
    const mine: Promise<void> = unpacked
      .then((ready) => {
        if (this.unpacking === mine) this.unpacking = undefined;
        this.contain(() => this.take(frame, ready, flushed));
      })
      .then(() => this.kept?.room())
      .catch((error: unknown) => {
        recordFault(error);
        this.stopAs("broken");
      });
    this.unpacking = mine;
  }

  private take(frame: StreamFrame, unpacked: Inflated, flushed: () => void): void {
    if (this.isOver) return flushed();
    if (!unpacked.ok) {
      if (unpacked.error === "unknown_compression") log.warn({ publicId: this.link.publicId }, NEEDS_DICTIONARY);
      return this.stopAs("broken");
    }
    if (this.held === costOf(unpacked.bytes.length)) this.clock.read();
    const meaning = this.reader.read(frame, unpacked.bytes, flushed);
    if (typeof meaning === "object" && !frame.isClose) return this.stopAs(meaning.error);
    this.finishAs(meaning);
  }

  private hold(cost: number): () => void {
    this.held += cost;
    this.tellHeld();
    let isHeld = true;
    return () => {
      // Once it is over nothing is counted any more: what came late was never counted either.
      if (!isHeld || this.isOver) return;
      isHeld = false;
      this.held -= cost;
      this.clock.read();
      this.tellHeld();
      this.giveBack(cost);
    };
  }

  private tellHeld(): void {
    const { link, streamId, held } = this;
    link.onHeld(streamId, held + this.keptBytes);
    if (!link.flowControl) link.onDiskBehind(streamId, held > DISK_IS_BEHIND);
  }

  private stopAs(error: StreamError): void {
    if (!this.isOver) this.tellEnd();
    this.finishAs({ error });
  }

  /** Nobody waits any more. Whoever runs a command there is not told: the printer has it, and goes on to its end. */
  private tellEnd(): void {
    const { link, streamId } = this;
    const goesOn = !link.flowControl && !this.reader.hasBegun() && this.clock.isUnderWay();
    if (!goesOn || !link.leave(streamId)) this.sendFrame({ isClose: true });
  }

  private giveUp(): void {
    if (this.isOver) return;
    this.isOver = true;
    this.tellEnd();
    this.letGo();
  }

  private finishAs(meaning: FrameMeaning): void {
    if (this.isOver || meaning === "more") return;
    this.isOver = true;
    this.letGo();
    containFault(this.link.publicId, () => {
      if (meaning === "end") this.app.onEnd();
      else this.app.onError(meaning.error, meaning.status, meaning.reason);
    });
  }

  /** Nothing more can come: what the app has still to read is no reason to hold the printer back. */
  private letGo(): void {
    this.credit.release();
    this.unpacker.end();
    this.held = 0;
    this.tellHeld();
    // The app may have much to read still: until it has, the stream keeps its place.
    if (this.kept?.isDone() ?? true) this.link.onOver(this.streamId);
  }
}

/** Runs one stream: frames in, frames out, credit both ways. The opening frame was not sent yet when this returns. */
export const runStream = (...needs: ConstructorParameters<typeof Stream>): RunningStream => new Stream(...needs);
