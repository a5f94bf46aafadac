import { monotonicMs, seconds } from "@/lib/clock";
import type { StreamTimes } from "@/lib/gateway/streams/stream-times";
import type { StreamError, StreamRequest } from "@/lib/gateway/streams/stream-types";

/** For the printer's end to answer a close. */
const CLOSE_ANSWER_MS = seconds(10);

/** RFC 9110, 9.2.1. */
const SAFE_METHODS = new Set(["GET", "HEAD", "OPTIONS", "TRACE"]);

/** What a stream is waiting for, and since when. */
export type StreamClock = {
  /** Something was sent. */
  moved(): void;
  /** Something was received. */
  heard(): void;
  /** The app took something that waited for it, or something began to wait. */
  read(): void;
  /** The next piece has to wait for the printer, or no longer has to. */
  waits(isWaiting: boolean): void;
  /** The request is complete. */
  requested(): void;
  /** The whole request was given to the printer, and may change something there. */
  isUnderWay(): boolean;
  /** Somebody waits for the printer. @param begun its answer has begun */
  isAwaited(begun: boolean): boolean;
  closing(): void;
  isClosing(): boolean;
  /** @returns the error that ends the stream now, if something took too long */
  verdict(limits: StreamTimes, state: { begun: boolean; held: number }): StreamError | undefined;
};

/** @param request of the stream, which begins now */
export function streamClock(request: StreamRequest): StreamClock {
  const at = monotonicMs;
  const isHttp = request.kind === "http";
  let movedAt = at();
  let isUnanswered = false;
  let readAt = at();
  let waitsSince: number | undefined;
  let requestedAt = isHttp && request.bodySize === 0 ? at() : undefined;
  let closingAt: number | undefined;
  const late = (since: number | undefined, limit: number) => since !== undefined && at() - since >= limit;

  return {
    moved: () => void ([movedAt, isUnanswered] = [at(), true]),
    heard: () => void ([movedAt, isUnanswered] = [at(), false]),
    read: () => void (readAt = at()),
    waits: (isWaiting) => void (waitsSince = isWaiting ? (waitsSince ?? at()) : undefined),
    requested: () => void (requestedAt = at()),
    isUnderWay: () => requestedAt !== undefined && !SAFE_METHODS.has(request.method),
    // A WebSocket that is open waits for an answer to what was sent, if for anything.
    isAwaited: (begun) => isHttp || !begun || isUnanswered,
    closing: () => void (closingAt = at()),
    isClosing: () => closingAt !== undefined,
    verdict: (limits, { begun, held }) => {
      if (late(closingAt, CLOSE_ANSWER_MS)) return "broken";
      if (late(waitsSince, limits.takeMs) || (!begun && late(requestedAt, limits.answerMs))) return "timeout";
      if (held > 0) return late(readAt, limits.readMs) ? "timeout" : undefined;
      // A WebSocket may be quiet for as long as both ends like.
      return isHttp && late(movedAt, limits.silentMs) ? "broken" : undefined;
    },
  };
}
