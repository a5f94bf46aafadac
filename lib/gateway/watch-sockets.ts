import type { Socket } from "node:net";
import type { WebSocket } from "ws";
import { monotonicMs, seconds } from "@/lib/clock";
import type { SocketTimes } from "@/lib/gateway/serve-printer-socket";
import { log } from "@/lib/observability/log";

type Times = Pick<SocketTimes, "pingMs" | "silentMs" | "askMs" | "tellMs">;

type Watched = {
  stream: Socket;
  isWaiting(): boolean;
  bytesRead: number;
  heardAt: number;
  pingedAt: number;
  /** Bytes that were sent before the question that waits for its answer; undefined: none waits. */
  askedBehind: number | undefined;
  /** Bytes that have arrived there for certain: they were sent before a question that was answered. */
  arrived: number;
};

/** What a slow line brings to a printer a second. */
const SLOW_LINE = 16 * 1024;
/** However much was sent before a question, its answer takes no longer. */
const LONGEST_WAY_MS = seconds(60);
/** So much on its way is worth a question: later ones need not wait for it. */
const MUCH = 16 * 1024;

/** Keeps connections alive and ends dead ones. Bytes count, not messages: a large one may take a minute to arrive. */
export type SocketWatch = {
  /** @param isWaiting a request waits for this printer: then a network that was lost without a word is noticed soon */
  add(socket: WebSocket, stream: Socket, isWaiting: () => boolean): void;
  stop(): void;
};

/** Looks what came since the last look. Whom we do not listen to (the disk is behind) is not called silent. */
function note(socket: WebSocket, watched: Watched, at: number): void {
  const { bytesRead } = watched.stream;
  if (bytesRead !== watched.bytesRead || socket.isPaused) watched.heardAt = at;
  watched.bytesRead = bytesRead;
}

function hearAnswer(watched: Watched): void {
  watched.arrived = watched.askedBehind ?? watched.arrived;
  watched.askedBehind = undefined;
}

/** How long a question may take that other bytes are before: they are on a slow line perhaps. */
const wayOf = ({ askedBehind = 0, arrived }: Watched) =>
  Math.min(LONGEST_WAY_MS, (Math.max(0, askedBehind - arrived) / SLOW_LINE) * seconds(1));

/**
 * @param times when to ping and when to end a silent socket (docs/printer-protocol.md#1-endpoint-and-framing:
 * keepalive)
 */
export function watchSockets(times: Times): SocketWatch {
  const { pingMs, silentMs, askMs, tellMs } = times;
  const sockets = new Map<WebSocket, Watched>();

  const everyMs = Math.min(pingMs, silentMs, askMs, tellMs) / 6;

  const ping = (socket: WebSocket, watched: Watched, at: number) => {
    watched.pingedAt = at;
    watched.askedBehind ??= watched.stream.bytesWritten;
    socket.ping();
  };

  // Looks are a little apart: what would be due before the next one is done now.
  const isDue = (since: number, limit: number, at: number) => at - since >= limit - everyMs;

  const look = (socket: WebSocket, watched: Watched, at: number) => {
    note(socket, watched, at);
    const { heardAt, pingedAt, askedBehind, arrived } = watched;
    if (at - heardAt >= silentMs) return socket.terminate();
    if (socket.readyState !== socket.OPEN) return;
    const isAsked = pingedAt > heardAt;
    if (isAsked && isDue(pingedAt, tellMs + wayOf(watched), at) && watched.isWaiting()) {
      log.warn("a printer's connection was ended: it answered nothing while a request waited");
      return socket.terminate();
    }
    const isSilent = !isAsked && isDue(heardAt, askMs, at) && watched.isWaiting();
    const isMuch =
      askedBehind === undefined && watched.stream.bytesWritten - arrived > MUCH && isDue(pingedAt, askMs, at);
    if (isSilent || isMuch || at - pingedAt >= pingMs) ping(socket, watched, at);
  };

  const timer = setInterval(() => {
    const at = monotonicMs();
    for (const [socket, watched] of sockets) look(socket, watched, at);
  }, everyMs);
  timer.unref();

  return {
    add: (socket, stream, isWaiting) => {
      const at = monotonicMs();
      const { bytesRead } = stream;
      const watched = { stream, isWaiting, bytesRead, heardAt: at, pingedAt: at, askedBehind: undefined, arrived: 0 };
      sockets.set(socket, watched);
      socket.on("pong", () => hearAnswer(watched));
      socket.once("close", () => sockets.delete(socket));
    },
    stop: () => clearInterval(timer),
  };
}
