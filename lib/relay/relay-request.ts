import type { IncomingMessage, ServerResponse } from "node:http";
import { minutes, seconds } from "@/lib/clock";
import { openStream } from "@/lib/gateway/open-stream";
import type { OpenStream, ResponseHead, StreamSink } from "@/lib/gateway/streams/stream-types";
import { explain } from "@/lib/observability/request-reference";
import { bodySize } from "@/lib/relay/body-size";
import { registerExchange } from "@/lib/connections/open-exchanges";
import { statusOf, type RelayStatus } from "@/lib/relay/relay-errors";
import type { RelayTarget } from "@/lib/relay/relay-types";
import { requestHeaders } from "@/lib/relay/request-headers";
import { responseHeaders } from "@/lib/relay/response-headers";
import { sendRelayError } from "@/lib/relay/send-relay-error";

/** For an app to read the last of an answer, of which at most a window is left when the printer is done. */
const TAIL_MS = minutes(10);

const isWebcam = (head: ResponseHead) =>
  head.headers.some(
    ([name, value]) => name.toLowerCase() === "content-type" && /^multipart\/x-mixed-replace/i.test(value),
  );

/**
 * Sends a body to the printer as fast as the printer takes it.
 * @param onTooLarge called once when it passes the limit
 */
function passBody(
  request: IncomingMessage,
  size: number,
  stream: OpenStream,
  limit: number,
  onTooLarge: () => void,
): void {
  let sent = 0;
  request.on("data", (piece: Buffer) => {
    sent += piece.length;
    if (sent > limit) {
      request.removeAllListeners("data");
      return onTooLarge();
    }
    request.pause();
    void stream.send(piece, false).then(() => request.resume());
  });
  request.on("end", () => {
    // What broke off is never called complete: the printer would act on half of it.
    if (request.complete && (size < 0 || sent === size)) stream.finish();
    else stream.cancel();
  });
}

type Endings = {
  /** Ends the exchange with an error. */
  giveUp(status: RelayStatus): void;
  /** Ends the answer as if it were complete, where that cannot be told. */
  enough(): void;
};

type Answer = {
  onHead(head: ResponseHead): void;
  onData(bytes: Uint8Array, flushed: () => void): void;
  /** No byte is missing of what the head announced. */
  isWhole(): boolean;
  stop(): void;
};

/** Writes a printer's answer to an app, no faster than the app reads: what was not written yet counts as held. */
function passAnswer(
  response: ServerResponse,
  target: RelayTarget,
  joinedCookies: boolean,
  { giveUp, enough }: Endings,
): Answer {
  let received = 0;
  let size = -1;
  let limit = target.limits.maxDownloadFileSizeBytes;
  let webcamEnd: NodeJS.Timeout | undefined;
  let stopCounting: (() => void) | undefined;
  return {
    onHead: (head) => {
      if (isWebcam(head)) {
        if (!target.webcam.allows(target.userId)) return giveUp(609);
        limit = Infinity;
        stopCounting = target.webcam.watch(target.userId, enough);
        webcamEnd = setTimeout(enough, seconds(target.limits.maxSingleWebcamStreamLengthSeconds));
      }
      if (head.size > limit) return giveUp(607);
      size = head.size;
      const headers = responseHeaders(head.headers, { ...target, joinedCookies, size: head.size, status: head.status });
      response.sendDate = !head.headers.some(([name]) => name.toLowerCase() === "date");
      response.writeHead(head.status, headers);
      // A head without data in the same frame has to leave by itself, or a webcam's viewer would wait for its first
      // picture.
      queueMicrotask(() => {
        if (received === 0 && !response.writableEnded && !response.destroyed) response.flushHeaders();
      });
    },
    onData: (bytes, flushed) => {
      received += bytes.length;
      if (received > limit) return giveUp(607);
      response.write(bytes, flushed);
    },
    isWhole: () => size < 0 || received >= size,
    stop: () => {
      clearTimeout(webcamEnd);
      stopCounting?.();
    },
  };
}

/**
 * Passes one HTTP request of an authenticated app to its printer and the answer back: method, path, query, headers,
 * status and bytes as they are (docs/app-contract.md#5-the-relay). Faults of the relay are answered with its own
 * statuses while no head has left, and by cutting the answer off afterwards.
 */
export function relayRequest(request: IncomingMessage, response: ServerResponse, target: RelayTarget): void {
  const size = bodySize(request);
  if (size === undefined) return sendRelayError(request, response, 400);
  const { maxUploadFileSizeBytes } = target.limits;
  if (size > maxUploadFileSizeBytes) return sendRelayError(request, response, 608);
  let over = false;
  let complete = false;
  let tail: NodeJS.Timeout | undefined;

  const sink: StreamSink = {
    onHead: (head) => answer.onHead(head),
    onData: (bytes, _isText, flushed) => (over ? flushed() : answer.onData(bytes, flushed)),
    onEnd: () => {
      if (!over && !complete) endWell();
    },
    onError: (error) => {
      explain(request, error);
      endings.giveUp(statusOf(error));
    },
  };
  const headers = requestHeaders(request.rawHeaders);
  const opened = openStream(
    target.publicId,
    {
      kind: "http",
      method: request.method ?? "GET",
      url: request.url ?? "/",
      publicHost: target.publicHost,
      headers,
      bodySize: size,
    },
    sink,
  );
  if (!opened.ok) {
    explain(request, opened.error);
    return sendRelayError(request, response, statusOf(opened.error));
  }
  const { stream, flowControl } = opened;

  const gone = () => {
    if (!over) end(() => stream.cancel());
  };
  const end = (last: () => void) => {
    over = true;
    clearTimeout(tail);
    request.socket.off("close", gone);
    forget();
    answer.stop();
    last();
  };
  /** What was written is not read yet: until it is, the exchange is open, and ends with its connection. */
  const endWell = () => {
    complete = true;
    answer.stop();
    response.end();
    tail = setTimeout(() => endings.giveUp(602), TAIL_MS).unref();
  };
  const endings: Endings = {
    giveUp: (status) => {
      if (over) return;
      stream.cancel();
      end(() => sendRelayError(request, response, status));
    },
    enough: () => {
      if (over || complete) return;
      stream.cancel();
      // Where a length was announced, the app would take the next answer on its connection for the rest of this one.
      if (answer.isWhole()) endWell();
      else end(() => response.destroy());
    },
  };
  const forget = registerExchange(target.connectionId, () => endings.giveUp(604));
  const answer = passAnswer(response, target, !flowControl, endings);

  response.on("close", gone);
  // An answer that waits behind another one on its connection is not told when that ends.
  request.socket.once("close", gone);
  request.on("error", () => undefined);
  if (size === 0) request.resume();
  else passBody(request, size, stream, maxUploadFileSizeBytes, () => endings.giveUp(608));
}
