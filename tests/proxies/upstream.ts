import { EventEmitter, once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { WebSocketServer } from "ws";
import type { Secrets } from "./secrets";

export const FRAME = Buffer.alloc(20_000, "j");
/** Of a printer with a sign-in of its own (RFC 7616, 3.3). */
export const CHALLENGE = 'Digest realm="printer", nonce="n", qop="auth", algorithm=MD5';
export const LARGE = 64 * 1024 * 1024;

/**
 * What the small server saw and does, seen from the test: `"uploading"`, `"uploaded"` with the bytes, `"gone"`.
 * `"next"` sends a frame.
 */
export type Upstream = { signals: EventEmitter; close(): Promise<void> };

type Answer = (request: IncomingMessage, response: ServerResponse, signals: EventEmitter, secrets: Secrets) => void;

const ANSWERS: Record<string, Answer> = {
  echo: (request, response) => {
    const { method, url, headers, rawHeaders } = request;
    response.setHeader("Content-Type", "application/json");
    response.end(JSON.stringify({ method, url, headers, names: rawHeaders.filter((_, index) => index % 2 === 0) }));
  },
  status: (request, response) =>
    void response.writeHead(Number(request.url?.split("/")[2]), { "Content-Type": "application/json" }).end("{}"),
  "sign-in": (_, response) => void response.writeHead(401, { "WWW-Authenticate": CHALLENGE }).end(),
  redirect: (_, response, __, secrets) =>
    void response
      .writeHead(302, {
        Location: `https://app.example/back?appApiToken=${secrets.locationQuery}`,
        "Set-Cookie": `session=${secrets.setCookie}`,
      })
      .end(),
  // The next picture is sent when the viewer says that it has this one: a proxy that waits for more never gets it.
  webcam: (_, response, signals) => {
    response.writeHead(200, { "Content-Type": "multipart/x-mixed-replace; boundary=frame" });
    const send = () =>
      response.write(
        Buffer.concat([
          Buffer.from(`--frame\r\nContent-Type: image/jpeg\r\nContent-Length: ${FRAME.length}\r\n\r\n`),
          FRAME,
          Buffer.from("\r\n"),
        ]),
      );
    signals.on("next", send);
    response.once("close", () => (signals.off("next", send), signals.emit("gone")));
    send();
  },
  upload: (request, response, signals) => {
    let bytes = 0;
    request.on("data", (chunk: Buffer) => {
      if (bytes === 0) signals.emit("uploading");
      bytes += chunk.length;
    });
    request.on("end", () => response.end(String(bytes)));
    request.on("error", () => signals.emit("gone"));
  },
  download: (_, response) => {
    response.writeHead(200, { "Content-Length": LARGE });
    response.end(Buffer.alloc(LARGE, "d"));
  },
  "break-off": (_, response) => {
    response.writeHead(200, { "Content-Length": "100000" });
    response.write("only this", () => response.destroy());
  },
  "no-answer": (request) => void request.socket.destroy(),
  garbage: (request) => void request.socket.end("HTTP/1.1 200 OK\r\n\u0001no header\r\n\r\n"),
  silent: (request, _, signals) => void request.once("close", () => signals.emit("gone")),
};

/** A small server in the portal's place: what printers send that an evaluation portal has none of, and what breaks. */
export async function startUpstream(port: number, secrets: Secrets): Promise<Upstream> {
  const signals = new EventEmitter();
  const sockets = new WebSocketServer({ noServer: true });
  const server = createServer((request, response) => {
    const answer = ANSWERS[request.url?.split(/[/?]/)[1] ?? ""] ?? ANSWERS.echo;
    request.on("error", () => undefined);
    answer?.(request, response, signals, secrets);
  }).on("upgrade", (request, socket, head) =>
    sockets.handleUpgrade(request, socket, head, (ws) =>
      ws.on("message", (data, isBinary) => ws.send(data, { binary: isBinary })),
    ),
  );
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return {
    signals,
    close: async () => {
      for (const ws of sockets.clients) ws.terminate();
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}
