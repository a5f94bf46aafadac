import type { WebSocket } from "ws";
import { brakeForDisk } from "@/lib/gateway/streams/brake-for-disk";
import { openingFrame } from "@/lib/gateway/streams/opening-frame";
import { runStream } from "@/lib/gateway/streams/run-stream";
import { spoolPlace } from "@/lib/gateway/streams/spool-place";
import type { RunningStream, StreamLink } from "@/lib/gateway/streams/stream-link";
import { LOOK_MS, MAX_STREAMS, STREAM_TIMES, type StreamTimes } from "@/lib/gateway/streams/stream-times";
import type { OpenStream, StreamRequest, StreamSink } from "@/lib/gateway/streams/stream-types";
import type { FrameOutput } from "@/lib/octostream/frame-output";
import type { StreamFrame } from "@/lib/octostream/messages";
import { shared } from "@/lib/shared";
import { ShortMap } from "@/lib/short-map";

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
  /** Whether a request waits for the printer now. */
  isWaiting(): boolean;
  /** The connection is over. */
  end(): void;
};

export type StreamsOptions = {
  publicId: string;
  output: FrameOutput;
  /** Its program counts credit. */
  flowControl: boolean;
  times?: StreamTimes | undefined;
  /** A stream is about to be opened: from now on large messages are to be expected. */
  onOpening?: (() => void) | undefined;
};

/** Bytes that the streams of one printer hold in memory. */
class HeldBytes {
  private readonly byStream = new ShortMap<number>();
  private inAll = 0;

  set(streamId: number, bytes: number): void {
    const more = bytes - (this.byStream.get(streamId) ?? 0);
    this.inAll += more;
    ofAllPrinters().bytes += more;
    if (bytes > 0) this.byStream.set(streamId, bytes);
    else this.byStream.delete(streamId);
  }

  isTooMuch(): boolean {
    return this.inAll > MOST_HELD || ofAllPrinters().bytes > MOST_HELD_IN_ALL;
  }

  /** @returns the id of the stream that holds most, of those that run */
  largest(isRunning: (streamId: number) => boolean): number | undefined {
    const [first] = this.byStream
      .entries()
      .filter(([streamId]) => isRunning(streamId))
      .sort(([, a], [, b]) => b - a);
    return first?.[0];
  }
}

/** Looks at streams now and then. Most printers are idle most of the time: only those with streams have a timer. */
class StreamTimer {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly look: () => void,
    private readonly everyMs: number,
  ) {}

  start(): void {
    this.timer ??= setInterval(this.look, this.everyMs).unref();
  }

  stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }
}

/** The streams of one printer's connection. */
export function holdStreams(socket: WebSocket, options: StreamsOptions): PrinterStreams {
  const { output, flowControl, times = STREAM_TIMES, onOpening } = options;
  const streams = new ShortMap<RunningStream>();
  const left = new Set<number>();
  const held = new HeldBytes();
  let lastId = 0;

  const look = () => {
    for (const stream of streams.values()) stream.look(times);
  };
  const timer = new StreamTimer(look, Math.min(LOOK_MS, times.answerMs / 4));
  const brake = brakeForDisk(socket);
  const link: StreamLink = {
    get publicId() {
      return options.publicId;
    },
    output,
    flowControl,
    readMs: times.readMs,
    spool: spoolPlace(() => streams.values()),
    onHeld: (streamId, bytes) => held.set(streamId, bytes),
    onDiskBehind: (streamId, isBehind) => brake.set(streamId, isBehind),
    onOver: (streamId) => {
      streams.delete(streamId);
      if (streams.size === 0) timer.stop();
    },
    leave: (streamId) => left.size < MAX_STREAMS && Boolean(left.add(streamId)),
  };
  const endLeft = ({ streamId, isClose }: StreamFrame) => {
    if (left.delete(streamId) && !isClose) output.send({ type: "StreamFrame", streamId, isClose: true });
  };

  return {
    open: (request, sink, { localAuth } = { localAuth: false }) => {
      if (streams.size >= MAX_STREAMS || lastId >= LAST_ID) return undefined;
      onOpening?.();
      const streamId = ++lastId;
      if (!output.send(openingFrame(streamId, request, flowControl, localAuth))) return undefined;
      const stream = runStream(streamId, request, sink, link);
      streams.set(streamId, stream);
      timer.start();
      return stream;
    },
    receive: (frame) => {
      const stream = streams.get(frame.streamId);
      if (!stream) return endLeft(frame);
      stream.receive(frame);
      if (!held.isTooMuch()) return;
      const largest = held.largest((streamId) => streams.get(streamId) !== undefined);
      if (largest !== undefined) streams.get(largest)?.fail("broken");
    },
    isWaiting: () => streams.values().some((stream) => stream.waits()),
    end: () => {
      for (const stream of streams.values()) stream.fail("printer_gone");
    },
  };
}
