import type { WebSocket } from "ws";
import type { FrameOutput } from "@/lib/octostream/frame-output";
import type { StreamFrame } from "@/lib/octostream/messages";
import { STREAM_WINDOW } from "@/lib/octostream/stream-credit";
import { brakeForDisk } from "@/lib/gateway/streams/brake-for-disk";
import { shared } from "@/lib/shared";
import { spoolBudget } from "@/lib/gateway/streams/spool-budget";
import { spoolFolder } from "@/lib/gateway/streams/spool-folder";
import { runStream, type RunningStream } from "@/lib/gateway/streams/run-stream";
import { LOOK_MS, MAX_STREAMS, STREAM_TIMES, type StreamTimes } from "@/lib/gateway/streams/stream-times";
import type { OpenStream, StreamRequest, StreamSink } from "@/lib/gateway/streams/stream-types";

/** Bytes of all streams of one printer together; then the one that holds most ends. */
const MOST_HELD = 64 * 1024 * 1024;
/** Of all printers of this process together; then one of the printer ends at which it is too much. */
const MOST_HELD_IN_ALL = 512 * 1024 * 1024;

const ofAllPrinters = () => shared("held-for-readers", () => ({ bytes: 0 }));

const LAST_ID = 2 ** 32 - 1;

export type PrinterStreams = {
  /**
   * @param authority `localAuth`: with the printer's local admin authority; never for what came from outside
   * @returns undefined when the printer has too many streams already, or its connection is ending
   */
  open(request: StreamRequest, sink: StreamSink, authority?: { localAuth: boolean }): OpenStream | undefined;
  receive(frame: StreamFrame): void;
  /** The connection is over. */
  end(): void;
};

const openingFrame = (
  streamId: number,
  { kind, method, url, publicHost, headers, bodySize }: StreamRequest,
  flowControl: boolean,
  localAuth: boolean,
): Parameters<FrameOutput["send"]>[0] => ({
  type: "StreamFrame",
  streamId,
  isOpen: true,
  isWebsocket: kind === "websocket",
  // The default is true, and then the printer's end would only look at flags
  // (docs/printer-protocol.md#0-what-is-easy-to-get-wrong).
  controlOnly: kind === "websocket",
  isDataDone: kind === "http" && bodySize === 0,
  fullSize: bodySize > 0 ? bodySize : -1,
  originalSize: flowControl ? STREAM_WINDOW : 0,
  // Relative addresses only, whatever was asked for: this is the only place that opens streams.
  http: { url, urlKind: 1, method, publicHost, headers, useLocalAuth: localAuth ? 1 : 0 },
});

export type StreamsOptions = {
  publicId: string;
  output: FrameOutput;
  /** Its program counts credit. */
  flowControl: boolean;
  times?: StreamTimes | undefined;
  /** A stream is about to be opened: from now on large messages are to be expected. */
  onOpening?: (() => void) | undefined;
};

/** The streams of one printer's connection. */
export function holdStreams(
  socket: WebSocket,
  { publicId, output, flowControl, times = STREAM_TIMES, onOpening }: StreamsOptions,
): PrinterStreams {
  const streams = new Map<number, RunningStream>();
  const heldBy = new Map<number, number>();
  let lastId = 0;
  let heldInAll = 0;

  const brake = brakeForDisk(socket);
  const holder = {
    evict: () => {
      const [largest] = [...streams.values()].sort((a, b) => b.onDisk() - a.onDisk());
      // One that has ended may still have its files closed: no other pays for it.
      if (largest && largest.onDisk() > 0) largest.fail("reader_too_slow");
    },
  };
  const link = {
    publicId,
    output,
    flowControl,
    readMs: times.readMs,
    spool: {
      folder: spoolFolder(),
      claim: (bytes: number) => spoolBudget().claim(holder, bytes),
      release: (bytes: number) => spoolBudget().release(holder, bytes),
    },
    onHeld: (streamId: number, bytes: number) => {
      const more = bytes - (heldBy.get(streamId) ?? 0);
      heldInAll += more;
      ofAllPrinters().bytes += more;
      if (bytes > 0) heldBy.set(streamId, bytes);
      else heldBy.delete(streamId);
    },
    onDiskBehind: (streamId: number, isBehind: boolean) => brake.set(streamId, isBehind),
    onOver: (streamId: number) => {
      streams.delete(streamId);
      if (streams.size === 0) stopLooking();
    },
  };

  const endTheLargest = () => {
    const [largest] = [...heldBy].filter(([streamId]) => streams.has(streamId)).sort(([, a], [, b]) => b - a);
    if (largest) streams.get(largest[0])?.fail("broken");
  };

  // Most printers are idle most of the time: only those with streams have a timer.
  let timer: NodeJS.Timeout | undefined;
  const look = () => {
    for (const stream of [...streams.values()]) stream.look(times);
  };
  const startLooking = () => {
    timer ??= setInterval(look, Math.min(LOOK_MS, times.answerMs / 4)).unref();
  };
  const stopLooking = () => {
    clearInterval(timer);
    timer = undefined;
  };

  return {
    open: (request, sink, { localAuth } = { localAuth: false }) => {
      if (streams.size >= MAX_STREAMS || lastId >= LAST_ID) return undefined;
      onOpening?.();
      const streamId = ++lastId;
      if (!output.send(openingFrame(streamId, request, flowControl, localAuth))) return undefined;
      const stream = runStream(streamId, request, sink, link);
      streams.set(streamId, stream);
      startLooking();
      return stream;
    },
    receive: (frame) => {
      const stream = streams.get(frame.streamId);
      if (!stream) return;
      stream.receive(frame);
      if (heldInAll > MOST_HELD || ofAllPrinters().bytes > MOST_HELD_IN_ALL) endTheLargest();
    },
    end: () => {
      for (const stream of [...streams.values()]) stream.fail("printer_gone");
    },
  };
}
