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
  bytesSent: number;
  sentAt: number;
};

/** What was sent lately may still be on a slow line, before our question. */
const MUCH = 16 * 1024;
const ON_ITS_WAY_MS = seconds(30);
/** How much longer an answer may take then. */
const SLOW_LINE = 12;

/** Bytes that have left this process. */
const sentOf = (stream: Socket) => stream.bytesWritten - stream.writableLength;

/** Keeps connections alive and ends dead ones. Bytes count, not messages: a large one may take a minute to arrive. */
export type SocketWatch = {
  /** @param isWaiting a request waits for this printer: then a network that was lost without a word is noticed soon */
  add(socket: WebSocket, stream: Socket, isWaiting: () => boolean): void;
  stop(): void;
};

/** Looks what moved since the last look. */
function note(watched: Watched, at: number): void {
  const { stream } = watched;
  if (stream.bytesRead !== watched.bytesRead) watched.heardAt = at;
  if (sentOf(stream) - watched.bytesSent > MUCH) watched.sentAt = at;
  watched.bytesRead = stream.bytesRead;
  watched.bytesSent = sentOf(stream);
}

/** How long the connection of a waiting request may leave a question unanswered. */
const patience = ({ sentAt }: Watched, at: number, { tellMs }: Times) =>
  at - sentAt < ON_ITS_WAY_MS ? tellMs * SLOW_LINE : tellMs;

/**
 * @param times when to ping and when to end a silent socket (docs/printer-protocol.md#1-endpoint-and-framing:
 * keepalive)
 */
export function watchSockets(times: Times): SocketWatch {
  const { pingMs, silentMs, askMs, tellMs } = times;
  const sockets = new Map<WebSocket, Watched>();

  const ping = (socket: WebSocket, watched: Watched, at: number) => {
    watched.pingedAt = at;
    socket.ping();
  };

  const look = (socket: WebSocket, watched: Watched, at: number) => {
    note(watched, at);
    if (at - watched.heardAt >= silentMs) return socket.terminate();
    if (socket.readyState !== socket.OPEN) return;
    const isAsked = watched.pingedAt > watched.heardAt;
    if (watched.isWaiting() && isAsked && at - watched.pingedAt >= patience(watched, at, times)) {
      log.warn("a printer's connection was ended: it answered nothing while a request waited");
      return socket.terminate();
    }
    if (watched.isWaiting() && !isAsked && at - watched.heardAt >= askMs) return ping(socket, watched, at);
    if (at - watched.pingedAt >= pingMs) ping(socket, watched, at);
  };

  const timer = setInterval(
    () => {
      const at = monotonicMs();
      for (const [socket, watched] of sockets) look(socket, watched, at);
    },
    Math.min(pingMs, silentMs, askMs * 2, tellMs * 2) / 6,
  );
  timer.unref();

  return {
    add: (socket, stream, isWaiting) => {
      const at = monotonicMs();
      const { bytesRead } = stream;
      const times = { heardAt: at, pingedAt: at, sentAt: -Infinity };
      sockets.set(socket, { stream, isWaiting, bytesRead, bytesSent: sentOf(stream), ...times });
      socket.once("close", () => sockets.delete(socket));
    },
    stop: () => clearInterval(timer),
  };
}
