import { isUtf8 } from "node:buffer";
import type { FrameMeaning, FrameReader } from "@/lib/gateway/streams/read-answer";
import type { StreamSink } from "@/lib/gateway/streams/stream-types";
import { faultOf } from "@/lib/octostream/fault-header";
import { WsFrameKind } from "@/lib/octostream/generated/octostream/ws-frame-kind";
import type { StreamFrame } from "@/lib/octostream/messages";

const BROKEN: FrameMeaning = { error: "broken" };

const chosenProtocol = (frame: StreamFrame) =>
  frame.http?.headers?.find(([name]) => name.toLowerCase() === "sec-websocket-protocol")?.[1];

/** Bytes of a close frame's reason (RFC 6455, 5.5). */
const MAX_REASON_BYTES = 123;

/** Text of at most so many bytes. Cut after decoding: a byte that is no UTF-8 becomes a sign of three. */
function readReason(bytes: Uint8Array): string {
  const text = Buffer.from(bytes).toString("utf8");
  return text.slice(0, new TextEncoder().encodeInto(text, new Uint8Array(MAX_REASON_BYTES)).read);
}

/** A close frame's body: code and reason (RFC 6455, 5.5.1). */
function readClose(bytes: Uint8Array, sink: StreamSink): FrameMeaning {
  const code = bytes.length >= 2 ? ((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0) : 1000;
  sink.onClose?.(code, readReason(bytes.subarray(2, 2 + MAX_REASON_BYTES)));
  return "more";
}

/**
 * Reads the messages of a relayed WebSocket (docs/printer-protocol.md#46-websockets). Our connector tells two things
 * more than the plugin: a frame with status 101 when the printer accepted, with the protocol it chose, and the
 * printer's close code and reason.
 */
export function readMessages(sink: StreamSink): FrameReader {
  let begun = false;
  const readData = (frame: StreamFrame, bytes: Uint8Array, flushed: () => void): FrameMeaning => {
    if (frame.wsKind === WsFrameKind.Close) return readClose(bytes, sink);
    const isText = frame.wsKind === WsFrameKind.Text;
    if (!isText && frame.wsKind !== WsFrameKind.Binary) return BROKEN;
    if (isText && !isUtf8(bytes)) return BROKEN;
    sink.onData(bytes, isText, flushed);
    return "more";
  };
  return {
    hasBegun: () => begun,
    read: (frame, bytes, flushed) => {
      const reason = frame.isClose ? faultOf(frame) : undefined;
      if (frame.isClose && frame.connectFailed)
        return { error: "printer_unreachable", status: frame.statusCode, reason };
      if (reason !== undefined) return { error: "broken", reason };
      if (!begun && !frame.isClose) {
        begun = true;
        sink.onOpen?.(chosenProtocol(frame));
      }
      const hasMessage = !frame.controlOnly && frame.wsKind !== WsFrameKind.NotSet;
      const meaning = hasMessage ? readData(frame, bytes, flushed) : "more";
      if (!hasMessage) flushed();
      return meaning === "more" && frame.isClose ? "end" : meaning;
    },
  };
}
