import { once } from "node:events";
import {
  createServer,
  request as requestHttp,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";

/** For tests: a program on one port of a host, which can be away and come back, and notes everything that comes. */
export type PrinterProgram = {
  readonly origin: string;
  /** `METHOD /path` of all that came, WebSocket handshakes as `WS /path`. */
  readonly got: string[];
  start(): Promise<void>;
  stop(): Promise<void>;
};

type Answer = (request: IncomingMessage, response: ServerResponse) => void;
type Upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

const sockets = new WebSocketServer({ noServer: true });
const accept: Upgrade = (request, socket, head) =>
  sockets.handleUpgrade(request, socket, head, (client) => client.on("error", () => undefined));

function programAt(host: string, port: number, answer: Answer, upgrade: Upgrade = accept): PrinterProgram {
  let server: Server | undefined;
  const open = new Set<Socket>();
  const got: string[] = [];
  return {
    origin: `http://${host}:${port}`,
    got,
    start: async () => {
      server = createServer((request, response) => {
        got.push(`${request.method} ${request.url}`);
        answer(request, response);
      });
      server.on("upgrade", (request: IncomingMessage, socket, head) => {
        got.push(`WS ${request.url}`);
        upgrade(request, socket, head);
      });
      server.on("connection", (socket: Socket) => {
        open.add(socket);
        socket.on("error", () => undefined);
        socket.on("close", () => open.delete(socket));
      });
      server.listen(port, host);
      await once(server, "listening");
    },
    stop: async () => {
      const closed = new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined)));
      // Also those that became WebSockets, which the server knows nothing of any more.
      for (const socket of open) socket.destroy();
      await closed;
      server = undefined;
    },
  };
}

const say = (response: ServerResponse, status: number, body: unknown) =>
  response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(body));

/** Moonraker 0.11 with `octoprint_compat`, which answers much that OctoPrint answers. */
export const moonrakerOn = (host: string, port: number): PrinterProgram =>
  programAt(host, port, (request, response) => {
    const path = request.url?.split("?")[0] ?? "";
    request.resume();
    if (path === "/server/info")
      return say(response, 200, {
        result: { klippy_connected: true, klippy_state: "ready", moonraker_version: "0.11.0" },
      });
    if (path === "/api/version")
      return say(response, 200, { server: "1.5.0", api: "0.1", text: "OctoPrint (Moonraker v0.11.0)" });
    if (/^\/(server|printer|api|access|machine)\//.test(path)) return say(response, 200, { result: "ok" });
    say(response, 404, { error: { code: 404, message: "Not Found" } });
  });

/** OctoPrint 1.11 that wants a key for everything. */
export const octoPrintOn = (host: string, port: number): PrinterProgram =>
  programAt(host, port, (request, response) => {
    const path = request.url?.split("?")[0] ?? "";
    request.resume();
    if (path === "/plugin/appkeys/probe") return void response.writeHead(204).end();
    if (path === "/api/version")
      return say(response, 403, { error: "You don't have the permission to access the requested resource." });
    if (path.startsWith("/server/")) return say(response, 404, { error: "Not Found" });
    say(response, 200, { ok: true });
  });

/** Whatever has a web page: a camera, a router. @param settings at `/config.json`, as a Klipper front end has it */
export const pageOn = (host: string, port: number, settings?: object): PrinterProgram =>
  programAt(
    host,
    port,
    (request, response) => {
      request.resume();
      if (request.url === "/config.json" && settings) return say(response, 200, settings);
      response.writeHead(request.method === "GET" ? 404 : 405).end("nginx");
    },
    (_request, socket) => void socket.end("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"),
  );

const linesOf = (raw: string[]) => raw.map((text, i) => (i % 2 ? `${text}\r\n` : `${text}: `)).join("");

/**
 * A front end that passes Moonraker's paths on to one, as nginx does in MainsailOS and FluiddPI: 502 while it is away.
 */
export function proxyOn(host: string, port: number, moonraker: string): PrinterProgram {
  const toward = (request: IncomingMessage) =>
    requestHttp(`${moonraker}${request.url}`, { method: request.method, headers: request.headers, agent: false });
  return programAt(
    host,
    port,
    (request, response) => {
      if (!/^\/(websocket|(printer|api|access|machine|server)\/)/.test(request.url ?? ""))
        return void response.writeHead(404).end("nginx");
      const onward = toward(request).on("response", (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      });
      onward.on("error", () => (response.headersSent ? response.destroy() : response.writeHead(502).end("nginx")));
      request.pipe(onward);
    },
    (request, socket) => {
      const onward = toward(request).on("upgrade", (answer, other) => {
        socket.write(`HTTP/1.1 101 Switching Protocols\r\n${linesOf(answer.rawHeaders)}\r\n`);
        for (const end of [socket, other]) end.on("error", () => end.destroy());
        other.pipe(socket).pipe(other);
      });
      onward.on(
        "error",
        () => void socket.end("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"),
      );
      onward.end();
    },
  );
}
