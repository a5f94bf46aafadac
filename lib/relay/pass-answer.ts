import type { ServerResponse } from "node:http";
import { seconds } from "@/lib/clock";
import type { ResponseHead } from "@/lib/gateway/streams/stream-types";
import { markEndless } from "@/lib/http/endless-answers";
import type { RelayStatus } from "@/lib/relay/relay-errors";
import type { RelayTarget } from "@/lib/relay/relay-types";
import { preflightAnswer, responseHeaders, type AnswerContext } from "@/lib/relay/response-headers";

const isWebcam = (head: ResponseHead) =>
  head.headers.some(
    ([name, value]) => name.toLowerCase() === "content-type" && /^multipart\/x-mixed-replace/i.test(value),
  );

export type Endings = {
  /** Ends the exchange with an error. */
  giveUp(status: RelayStatus): void;
  /** Ends the answer as if it were complete, where that cannot be told. */
  enough(): void;
};

export type Answer = {
  onHead(head: ResponseHead): void;
  onData(bytes: Uint8Array, flushed: () => void): void;
  /** No byte is missing of what the head announced. */
  isWhole(): boolean;
  stop(): void;
};

/** Writes a printer's answer to an app, no faster than the app reads: what was not written yet counts as held. */
export function passAnswer(
  response: ServerResponse,
  target: RelayTarget,
  context: AnswerContext,
  { giveUp, enough }: Endings,
): Answer {
  let received = 0;
  let size = -1;
  let limit = target.limits.maxDownloadFileSizeBytes;
  let webcamEnd: NodeJS.Timeout | undefined;
  let stopCounting: (() => void) | undefined;
  const answerPreflight = (head: ResponseHead) => {
    size = 0;
    response.writeHead(head.status, preflightAnswer(head.headers, context, head.status));
    // Whatever else the printer says about it stays there.
    enough();
  };
  return {
    onHead: (head) => {
      if (context.isPreflight) return answerPreflight(head);
      if (isWebcam(head)) {
        if (!target.webcam.allows(target.userId)) return giveUp(609);
        limit = Infinity;
        markEndless(response);
        stopCounting = target.webcam.watch(target.userId, enough);
        webcamEnd = setTimeout(enough, seconds(target.limits.maxSingleWebcamStreamLengthSeconds));
      }
      if (head.size > limit) return giveUp(607);
      size = head.size;
      const headers = responseHeaders(head.headers, context, head);
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
