import type { ResponseHead, StreamError, StreamSink } from "@/lib/gateway/streams/stream-types";
import { faultOf } from "@/lib/octostream/fault-header";
import type { StreamFrame } from "@/lib/octostream/messages";

/** What a frame means for the stream: more may come, it is complete, or it is over with an error. */
export type FrameMeaning = "more" | "end" | { error: StreamError; status?: number; reason?: string | undefined };

/** Takes the frames of one direction of a stream, in order, with their unpacked bytes. */
export type FrameReader = {
  read(frame: StreamFrame, bytes: Uint8Array, flushed: () => void): FrameMeaning;
  /** The answer has begun. */
  hasBegun(): boolean;
};

const BROKEN: FrameMeaning = { error: "broken" };

const withoutBody = (method: string, status: number) => method === "HEAD" || status === 204 || status === 304;

/**
 * Reads an HTTP answer (docs/printer-protocol.md#43-http-response): status and headers in the first frame,
 * `is_data_done` and `is_close` in the last.
 */
export function readAnswer(method: string, sink: StreamSink): FrameReader {
  let head: ResponseHead | undefined;
  let received = 0;

  const begin = (frame: StreamFrame): FrameMeaning | undefined => {
    if (frame.statusCode === 0 && frame.isClose)
      return { error: frame.connectFailed ? "printer_unreachable" : "broken", reason: faultOf(frame) };
    if (frame.statusCode < 200 || frame.statusCode > 599)
      return { error: "broken", reason: `the printer's status is ${frame.statusCode}` };
    head = { status: frame.statusCode, headers: frame.http?.headers ?? [], size: frame.fullSize };
    sink.onHead?.(head);
    return undefined;
  };

  return {
    hasBegun: () => head !== undefined,
    read: (frame, bytes, flushed) => {
      const error = head ? undefined : begin(frame);
      if (error || !head) return error ?? BROKEN;
      const bodiless = withoutBody(method, head.status);
      if (bytes.length > 0 && !bodiless) {
        received += bytes.length;
        if (head.size >= 0 && received > head.size) return BROKEN;
        sink.onData(bytes, false, flushed);
      } else flushed();
      if (!frame.isClose && !frame.isDataDone) return "more";
      const isWhole = frame.isDataDone && (bodiless || head.size < 0 || received === head.size);
      return isWhole ? "end" : { error: "broken", reason: faultOf(frame) };
    },
  };
}
