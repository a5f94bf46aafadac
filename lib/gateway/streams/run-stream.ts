import type { FrameOutput } from "@/lib/octostream/frame-output";
import { WsFrameKind } from "@/lib/octostream/generated/octostream/ws-frame-kind";
import { MAX_ORIGINAL_SIZE, type Inflated } from "@/lib/octostream/inflate-data";
import type { OutgoingFrame, StreamFrame } from "@/lib/octostream/messages";
import { costOf, creditBack, STREAM_WINDOW, streamCredit } from "@/lib/octostream/stream-credit";
import { containFault } from "@/lib/gateway/streams/contain-fault";
import { readAnswer, type FrameMeaning } from "@/lib/gateway/streams/read-answer";
import { readMessages } from "@/lib/gateway/streams/read-messages";
import { streamClock } from "@/lib/gateway/streams/stream-clock";
import { streamUnpacker } from "@/lib/gateway/streams/stream-unpacker";
import { KeptForReader } from "@/lib/gateway/streams/kept-for-reader";
import type { SpoolPlace } from "@/lib/gateway/streams/spool";
import type { StreamTimes } from "@/lib/gateway/streams/stream-times";
import type { OpenStream, StreamError, StreamRequest, StreamSink } from "@/lib/gateway/streams/stream-types";
import { log } from "@/lib/observability/log";
import { recordFault } from "@/lib/observability/record-fault";

/** What a stream uses of the connection it runs on. */
export type StreamLink = {
  output: FrameOutput;
  /** For the log. */
  publicId: string;
  /** The printer's program counts credit with us. */
  flowControl: boolean;
  /** For what an app has still to read, where the program counts no credit. */
  spool: SpoolPlace;
  /** For the app to take what waits for it, in milliseconds. */
  readMs: number;
  /** Bytes that the stream holds in our memory now. */
  onHeld(streamId: number, bytes: number): void;
  /** Without credit: whether much of what came waits for the disk. */
  onDiskBehind(streamId: number, isBehind: boolean): void;
  onOver(streamId: number): void;
};

export type RunningStream = OpenStream & {
  receive(frame: StreamFrame): void;
  /** Ends it because of something outside of it. */
  fail(error: StreamError): void;
  /** Ends it when something took too long. */
  look(times: StreamTimes): void;
  /** Bytes that its reader keeps on our disk. */
  onDisk(): number;
};

/** A program that overruns its credit by more than one message does not play by the rules. */
const MOST_HELD = STREAM_WINDOW + MAX_ORIGINAL_SIZE;
/** Without credit: bytes as they came that wait to be unpacked, while the disk is slower than the printer. */
const MOST_WAITING = 2 * MAX_ORIGINAL_SIZE;
const DISK_IS_BEHIND = 2 * 1024 * 1024;

/**
 * Messages that a plugin can queue for a WebSocket that is not open yet, each counted as this
 * (docs/printer-protocol.md#44-flow-control).
 */
const EARLY_MESSAGES = 10;
const EARLY_COST = 64;

const initialCredit = (request: StreamRequest, flowControl: boolean) =>
  flowControl ? STREAM_WINDOW : request.kind === "websocket" ? EARLY_MESSAGES * EARLY_COST : Infinity;

/** Runs one stream: frames in, frames out, credit both ways. The opening frame was not sent yet when this returns. */
export function runStream(streamId: number, request: StreamRequest, sink: StreamSink, link: StreamLink): RunningStream {
  const { output, flowControl } = link;
  let keptBytes = 0;
  const kept = flowControl
    ? undefined
    : new KeptForReader(sink, {
        publicId: link.publicId,
        kind: request.kind,
        place: link.spool,
        readMs: link.readMs,
        onMemory: (bytes) => {
          keptBytes = bytes;
          tellHeld();
        },
        onGivenUp: () => {
          if (over) return;
          over = true;
          send({ isClose: true });
          letGo();
        },
        onDone: () => {
          if (over) link.onOver(streamId);
        },
      });
  const app = kept?.sink ?? sink;
  const reader = request.kind === "http" ? readAnswer(request.method, app) : readMessages(app);
  const credit = streamCredit(initialCredit(request, flowControl));
  const clock = streamClock(request);
  const unpacker = streamUnpacker();
  let over = false;
  let held = 0;
  let unpacking: Promise<void> | undefined;

  const send = (frame: Omit<OutgoingFrame, "type" | "streamId">) =>
    output.send({ type: "StreamFrame", streamId, ...frame });
  const giveBack = creditBack((bytes) => {
    if (flowControl && !over) send({ originalSize: bytes });
  });

  // Nothing more can come: what the app has still to read is no reason to hold the printer back.
  const letGo = () => {
    credit.release();
    unpacker.end();
    held = 0;
    tellHeld();
    // The app may have much to read still: until it has, the stream keeps its place.
    if (kept?.isDone() ?? true) link.onOver(streamId);
  };

  const finishAs = (meaning: FrameMeaning) => {
    if (over || meaning === "more") return;
    over = true;
    letGo();
    containFault(link.publicId, () => {
      if (meaning === "end") app.onEnd();
      else app.onError(meaning.error, meaning.status);
    });
  };

  const tellHeld = () => {
    link.onHeld(streamId, held + keptBytes);
    if (!flowControl) link.onDiskBehind(streamId, held > DISK_IS_BEHIND);
  };
  const hold = (cost: number) => {
    held += cost;
    tellHeld();
    let isHeld = true;
    return () => {
      // Once it is over nothing is counted any more: what came late was never counted either.
      if (!isHeld || over) return;
      isHeld = false;
      held -= cost;
      clock.read();
      tellHeld();
      giveBack(cost);
    };
  };

  const stopAs = (error: StreamError) => {
    if (!over) send({ isClose: true });
    finishAs({ error });
  };

  const contained = (act: () => void) => containFault(link.publicId, act, () => stopAs("broken"));

  const take = (frame: StreamFrame, unpacked: Inflated, flushed: () => void) => {
    if (over) return flushed();
    if (!unpacked.ok) {
      if (unpacked.error === "unknown_compression")
        log.warn(
          { publicId: link.publicId },
          "this printer's program compresses with zstd, which needs a dictionary that this service does not have: it has to run without zstd",
        );
      return stopAs("broken");
    }
    if (held === costOf(unpacked.bytes.length)) clock.read();
    const meaning = reader.read(frame, unpacked.bytes, flushed);
    if (typeof meaning === "object" && !frame.isClose) return stopAs(meaning.error);
    finishAs(meaning);
  };

  const receive = (frame: StreamFrame) => {
    // A program may go on after its last frame; the stream keeps its place until its reader is done.
    if (over) return;
    clock.moved();
    const isCredit = frame.controlOnly && !frame.isClose;
    if (isCredit) credit.grant(frame.originalSize);
    if (isCredit && frame.statusCode === 0) return;
    if (!flowControl) credit.release();
    if (frame.compression !== 0 && frame.originalSize > MAX_ORIGINAL_SIZE) return stopAs("broken");
    const asTheyCame = frame.data?.length ?? 0;
    const flushed = hold(costOf(!flowControl || frame.compression === 0 ? asTheyCame : frame.originalSize));
    if (held > (flowControl ? MOST_HELD : MOST_WAITING)) return stopAs("broken");
    const later = unpacking ?? kept?.room();
    const unpacked = later ? later.then(() => unpacker.unpack(frame)) : unpacker.unpack(frame);
    if (!(unpacked instanceof Promise)) return take(frame, unpacked, flushed);
    const mine: Promise<void> = unpacked
      .then((ready) => {
        if (unpacking === mine) unpacking = undefined;
        contained(() => take(frame, ready, flushed));
      })
      .then(() => kept?.room())
      .catch((error: unknown) => {
        recordFault(error);
        stopAs("broken");
      });
    unpacking = mine;
  };

  const price = (bytes: Uint8Array) => (flowControl ? costOf(bytes.length) : EARLY_COST);

  return {
    receive: (frame) => contained(() => receive(frame)),
    fail: (error) => {
      // What came before the connection ended may be all there is to come.
      if (error === "printer_gone" && over) return;
      if (error === "printer_gone" && unpacking) void unpacking.then(() => stopAs(error));
      else if (over) kept?.fail(error);
      else stopAs(error);
    },
    send: async (bytes, isText) => {
      for (let wait = credit.ready() ?? output.ready(); wait && !over; wait = credit.ready() ?? output.ready()) {
        clock.waits(true);
        await wait;
      }
      clock.waits(false);
      if (over) return false;
      clock.moved();
      credit.spend(price(bytes));
      const wsKind = request.kind === "http" ? WsFrameKind.NotSet : isText ? WsFrameKind.Text : WsFrameKind.Binary;
      return send({ controlOnly: false, data: bytes, wsKind });
    },
    finish: () => {
      clock.requested();
      if (!over) send({ controlOnly: false, isDataDone: true });
    },
    close: (code, reason) => {
      if (over || clock.isClosing()) return;
      clock.closing();
      const body = Buffer.from(`\0\0${reason}`, "utf8").subarray(0, 125);
      body.writeUInt16BE(code, 0);
      send({ controlOnly: false, wsKind: WsFrameKind.Close, data: body });
    },
    cancel: () => {
      kept?.discard();
      if (over) return;
      over = true;
      send({ isClose: true });
      letGo();
    },
    onDisk: () => kept?.onDisk() ?? 0,
    look: (limits) => {
      const error = clock.verdict(limits, { begun: reader.hasBegun(), held });
      if (error) stopAs(error);
    },
  };
}
