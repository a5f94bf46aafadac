import { WebSocket } from "ws";

export type SocketTunnel = { ref: string; path: string; type: string; data: string | Buffer | null };

/** What reading stops for, in milliseconds of the real programs. */
export const OPENED_MS = 1100;
export const REFUSED_MS = 121_000;

/** The WebSockets that an agent holds to its printer. */
export type AgentSockets = {
  /** Takes one message. @returns for how long the agent reads nothing afterwards */
  take(tunnel: SocketTunnel): Promise<number>;
  /** Those that are open. */
  open(): string[];
  /** The printer closes all of them. */
  cut(): void;
  end(): void;
};

/** @param send to the server */
export function agentSockets(printer: string, send: (message: object) => void): AgentSockets {
  const sockets = new Map<string, WebSocket>();
  let closes = 0;
  let isOver = false;

  /** In the reading thread. No message says that it worked, nor that it did not. */
  const connect = (ref: string, path: string) =>
    new Promise<WebSocket | undefined>((resolve) => {
      const url = new URL(path, `${printer}/`);
      const socket = new WebSocket(url.href.replace(/^http/, "ws"), { perMessageDeflate: false });
      socket.on("error", () => resolve(undefined));
      socket.on("message", (data: Buffer, isBinary) =>
        send({ "ws.tunnel": { ref, data: isBinary ? data : data.toString("utf8"), type: "octoprint_message" } }),
      );
      socket.on("open", () => {
        if (isOver) return socket.terminate();
        sockets.set(ref, socket);
        resolve(socket);
      });
      socket.on("close", () => {
        if (sockets.get(ref) === socket) sockets.delete(ref);
        else if (++closes % 2) return; // after a close of the server's it may follow or not
        send({ "ws.tunnel": { ref, data: null, type: "octoprint_close" } });
      });
    });

  return {
    take: async ({ ref, path, type, data }) => {
      const known = sockets.get(ref);
      // Whatever comes for one that there is not, it is connected first: also for a close, and again after a refusal.
      const socket = known ?? (await connect(ref, path));
      if (!socket) return REFUSED_MS;
      if (type === "tunnel_message") socket.send((data ?? "").toString("utf8"), { binary: false });
      if (type === "tunnel_close") {
        sockets.delete(ref);
        socket.close();
      }
      return known ? 0 : OPENED_MS;
    },
    open: () => [...sockets.keys()],
    cut: () => {
      for (const socket of sockets.values()) socket.close(1001);
    },
    end: () => {
      isOver = true;
      for (const socket of sockets.values()) socket.terminate();
    },
  };
}
