import { env } from "@/lib/env";
import { liveLinks } from "@/lib/gateway/links/live-links";
import type { StreamError, StreamSink } from "@/lib/gateway/streams/stream-types";
import type { Pair } from "@/lib/octostream/messages";
import { failure, ok, type Result } from "@/lib/result";

export type AskError = "offline" | "timeout" | "broken" | "too_long";

const MEANINGS: Record<StreamError, AskError> = {
  printer_gone: "offline",
  printer_unreachable: "offline",
  timeout: "timeout",
  broken: "broken",
  reader_too_slow: "broken",
  upload_too_large: "broken",
  download_too_large: "too_long",
  endless: "broken",
};

/** A request of the service's own to a printer: every byte of it is ours. */
export type Question = {
  method: "GET" | "POST";
  url: string;
  body?: Buffer;
  headers?: Pair[];
  /** With the printer's local admin authority. */
  localAuth?: boolean;
  patienceMs: number;
  /** Most bytes of an answer. */
  longest: number;
};

/**
 * Asks a connected printer and waits for the whole answer. Not for anything that came from outside: that is openStream.
 */
export function askPrinter(
  publicId: string,
  { method, url, body, headers = [], localAuth = false, patienceMs, longest }: Question,
): Promise<Result<{ status: number; body: Buffer }, AskError>> {
  const link = liveLinks().get(publicId);
  if (!link) return Promise.resolve(failure("offline"));
  // Always a cookie of our own: the plugin would add the ones of other people's requests
  // (docs/printer-protocol.md#42-http-request).
  const request = {
    kind: "http" as const,
    method,
    url,
    publicHost: new URL(env().portalUrl).host,
    headers: [...headers, ["Cookie", "no-cookies=1"] as Pair],
    bodySize: body?.length ?? 0,
  };
  return new Promise((resolve) => {
    let status = 0;
    let length = 0;
    const pieces: Buffer[] = [];
    const finish = (answer: Result<{ status: number; body: Buffer }, AskError>) => {
      clearTimeout(deadline);
      resolve(answer);
    };
    const giveUp = (error: AskError) => {
      stream?.cancel();
      finish(failure(error));
    };
    const sink: StreamSink = {
      onHead: (head) => {
        status = head.status;
      },
      onData: (bytes, _isText, flushed) => {
        length += bytes.length;
        if (length > longest) return giveUp("too_long");
        pieces.push(Buffer.from(bytes));
        flushed();
      },
      onEnd: () => finish(ok({ status, body: Buffer.concat(pieces) })),
      onError: (error) => finish(failure(MEANINGS[error])),
    };
    const stream = link.streams.open(request, sink, { localAuth });
    const deadline = setTimeout(() => giveUp("timeout"), patienceMs);
    if (!stream) return finish(failure("offline"));
    if (body) void stream.send(body, false).then(() => stream.finish());
  });
}
