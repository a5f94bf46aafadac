import { answerCommand, isCommand } from "@/lib/connector/streams/answer-command";
import { printerAt, type PrinterPlace } from "@/lib/connector/streams/printer";
import { serveRequest } from "@/lib/connector/streams/serve-request";
import { serveSocket } from "@/lib/connector/streams/serve-socket";
import { refuseStream, serveStream, type ServedStream, type StreamEnd } from "@/lib/connector/streams/serve-stream";
import type { FrameOutput } from "@/lib/octostream/frame-output";
import type { HttpContext, StreamFrame } from "@/lib/octostream/messages";
import { ShortMap } from "@/lib/short-map";

/** Streams of one connection at once; the portal keeps to the same number. */
const MAX_STREAMS = 100;

export type StreamServer = {
  /**
   * @returns false for a frame that breaks the protocol: the connection has to end (docs/printer-protocol.md#41-life)
   */
  receive(frame: StreamFrame): boolean;
  /** The connection is over. */
  stop(): void;
};

type Target = HttpContext & { url: string; method: string; publicHost: string };

/** Methods that are requests like any other: CONNECT asks a proxy for a way elsewhere (RFC 9110, 9.3.6). */
const METHOD = /^(?!CONNECT$)[A-Z]{1,20}$/;

/** What can be in a request's first line: no blank, no control character, no fragment (RFC 9112, 3.2.1). */
const PATH = /^\/[!-"$-~\x80-\xff]*$/;

/** An address that is not the printer's own is never opened, whoever asks: this program is no way into the network. */
function targetOf(frame: StreamFrame): Target | undefined {
  const { http } = frame;
  if (!http?.url || !http.method || !http.publicHost || http.urlKind !== 1) return undefined;
  if (!PATH.test(http.url) || !METHOD.test(http.method)) return undefined;
  return { ...http, url: http.url, method: http.method, publicHost: http.publicHost };
}

/** Bytes of a request's body: known when the opening frame holds all of it, else as the portal says. */
const bodySize = ({ isDataDone, data, compression, originalSize, fullSize }: StreamFrame) =>
  isDataDone ? (compression === 0 ? (data?.length ?? 0) : originalSize) : fullSize;

/** Serves what the portal opens on one connection. @param place where the printer is */
export function serveStreams(place: PrinterPlace, output: FrameOutput): StreamServer {
  const printer = printerAt(place);
  const streams = new ShortMap<ServedStream>();

  const start = (frame: StreamFrame) => (end: StreamEnd) => {
    const target = targetOf(frame);
    if (!target || streams.size >= MAX_STREAMS) return refuseStream(end);
    if (isCommand(target.url)) return frame.isWebsocket ? refuseStream(end) : answerCommand(target, end, printer);
    if (place.isStranger) return refuseStream(end, { connectFailed: true });
    if (frame.isWebsocket) return serveSocket(target, end, printer);
    return serveRequest(target, bodySize(frame), end, printer);
  };

  return {
    receive: (frame) => {
      const known = streams.get(frame.streamId);
      if (frame.streamId === 0 || (known && frame.isOpen)) return false;
      if (known) known.receive(frame);
      if (known || !frame.isOpen) return true;
      const stream = serveStream(frame, output, start(frame), () => streams.delete(frame.streamId));
      streams.set(frame.streamId, stream);
      stream.receive(frame);
      return true;
    },
    stop: () => {
      for (const stream of streams.values()) stream.stop();
      printer.close();
    },
  };
}
