import { minutes, seconds } from "@/lib/clock";

export type StreamTimes = {
  /** From the end of the request to the first frame of the answer. */
  answerMs: number;
  /** For the printer to take the next piece of a body. */
  takeMs: number;
  /** For the app to take what waits for it. */
  readMs: number;
  /** Without anything moving in either direction of an HTTP exchange. */
  silentMs: number;
};

/**
 * Printers slice, move and heat before they answer some requests: one may think for as long as the app waits. That its
 * connection lives is asked apart from that (watch-sockets.ts).
 */
export const STREAM_TIMES: StreamTimes = {
  answerMs: minutes(30),
  takeMs: minutes(1),
  readMs: minutes(10),
  silentMs: minutes(30),
};

/** Streams of one printer at once: each costs its program a thread (docs/printer-protocol.md#44-flow-control). */
export const MAX_STREAMS = 100;

/** How often times are looked at. */
export const LOOK_MS = seconds(5);
