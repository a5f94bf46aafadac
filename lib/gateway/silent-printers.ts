import { liveLinks, type LiveLink } from "@/lib/gateway/links/live-links";
import type { StreamRequest, StreamSink } from "@/lib/gateway/streams/stream-types";
import { shared } from "@/lib/shared";

/** By their connections: a new one knows nothing yet. Kept once a process, as these are. */
const silent = () => shared("gateway-silent-links", () => new WeakSet<LiveLink>());

/**
 * Whether a printer's program is connected here, and the printer's own web server did not answer it when somebody asked
 * last. As far as this process knows.
 */
export function isSilent(publicId: string): boolean {
  const link = liveLinks().get(publicId);
  return link !== undefined && silent().has(link);
}

/** Notes by what a request brings whether the printer's web server answers. A WebSocket can fail at one that does. */
export function noteSilence(link: LiveLink, { kind }: StreamRequest, sink: StreamSink): StreamSink {
  if (kind !== "http") return sink;
  return {
    onData: (...data) => sink.onData(...data),
    onEnd: (...end) => sink.onEnd(...end),
    onHead: (head) => {
      silent().delete(link);
      sink.onHead?.(head);
    },
    onError: (error, ...more) => {
      if (error === "printer_unreachable") silent().add(link);
      sink.onError(error, ...more);
    },
  };
}
