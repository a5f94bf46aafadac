import type { Socket } from "node:net";
import type { WebSocket } from "ws";
import { monotonicMs } from "@/lib/clock";
import type { SocketTimes } from "@/lib/gateway/serve-printer-socket";

type Watched = { stream: Socket; bytesRead: number; heardAt: number; pingedAt: number };

/** Keeps connections alive and ends dead ones. Bytes count, not messages: a large one may take a minute to arrive. */
export type SocketWatch = { add(socket: WebSocket, stream: Socket): void; stop(): void };

/**
 * @param times when to ping and when to end a silent socket (docs/printer-protocol.md#1-endpoint-and-framing:
 * keepalive)
 */
export function watchSockets({ pingMs, silentMs }: Pick<SocketTimes, "pingMs" | "silentMs">): SocketWatch {
  const sockets = new Map<WebSocket, Watched>();

  const look = (socket: WebSocket, watched: Watched, at: number) => {
    if (watched.stream.bytesRead !== watched.bytesRead) {
      watched.bytesRead = watched.stream.bytesRead;
      watched.heardAt = at;
    }
    if (at - watched.heardAt >= silentMs) return socket.terminate();
    if (at - watched.pingedAt < pingMs || socket.readyState !== socket.OPEN) return;
    watched.pingedAt = at;
    socket.ping();
  };

  const timer = setInterval(
    () => {
      const at = monotonicMs();
      for (const [socket, watched] of sockets) look(socket, watched, at);
    },
    Math.min(pingMs, silentMs) / 6,
  );
  timer.unref();

  return {
    add: (socket, stream) => {
      const at = monotonicMs();
      sockets.set(socket, { stream, bytesRead: stream.bytesRead, heardAt: at, pingedAt: at });
      socket.once("close", () => sockets.delete(socket));
    },
    stop: () => clearInterval(timer),
  };
}
