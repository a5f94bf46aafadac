import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";

export type Echo = { handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void; close(): void };

const PATHS = new Set(["/sockjs/websocket", "/websocket"]);

/**
 * The virtual printer's WebSocket at `/sockjs/websocket`, and at `/websocket`, where apps for Moonraker look: says
 * hello as OctoPrint does, then sends back whatever comes.
 * The text `close 4001 why` makes it close with that code and reason, `make 1000` send a message of so many bytes.
 */
export function echoMessages(): Echo {
  const server = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: 16 * 1024 * 1024 });
  server.on("connection", (socket) => {
    socket.send(JSON.stringify({ connected: { version: "1.11.3", display_version: "1.11.3" } }));
    socket.on("error", () => undefined);
    socket.on("message", (data: Buffer, isBinary) => {
      const asked = isBinary ? null : /^close (\d{4}) (.*)$/.exec(data.subarray(0, 200).toString("utf8"));
      if (asked) return socket.close(Number(asked[1]), asked[2]);
      const wanted = isBinary ? null : /^make (\d{1,9})$/.exec(data.subarray(0, 200).toString("utf8"));
      if (wanted) return socket.send(Buffer.alloc(Math.min(Number(wanted[1]), 16 * 1024 * 1024)));
      socket.pause();
      socket.send(data, { binary: isBinary }, () => socket.resume());
    });
  });
  return {
    handleUpgrade: (request, socket, head) => {
      if (!PATHS.has(new URL(request.url ?? "/", "http://printer.invalid").pathname)) {
        socket.end("HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
        return;
      }
      server.handleUpgrade(request, socket, head, (client) => server.emit("connection", client, request));
    },
    close: () => {
      for (const client of server.clients) client.terminate();
    },
  };
}
