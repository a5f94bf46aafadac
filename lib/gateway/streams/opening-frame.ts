import type { StreamRequest } from "@/lib/gateway/streams/stream-types";
import type { FrameOutput } from "@/lib/octostream/frame-output";
import { STREAM_WINDOW } from "@/lib/octostream/stream-credit";

/**
 * The frame that starts a stream to a printer (docs/printer-protocol.md#0-what-is-easy-to-get-wrong). Pure.
 * @param flowControl the printer's program counts credit
 * @param localAuth with the printer's local admin authority
 */
export const openingFrame = (
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
