import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { WebSocketServer } from "ws";

/** What a request looked like to the printer. */
export type Seen = {
  method: string;
  url: string;
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
};

export type AgentPrinter = {
  origin: string;
  seen: Seen[];
  /** Bytes of `/downloads/files/local/any.gcode`, and its validators. */
  file: { bytes: Buffer; etag: string | undefined; modified: string | undefined; ranges: boolean };
  /** Messages that its WebSockets got. */
  messages: string[];
  /** WebSockets that are open. */
  sockets(): number;
  /** Closes all of them. */
  closeSockets(): void;
  close(): Promise<void>;
};

const read = async (request: IncomingMessage) => {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
};

/** One range, as Tornado answers it; several are ignored. */
function sendFile(request: IncomingMessage, response: ServerResponse, { file }: AgentPrinter): void {
  const { bytes, etag, modified, ranges } = file;
  const validators = { ...(etag && { ETag: etag }), ...(modified && { "Last-Modified": modified }) };
  const headers = { "Content-Type": "text/x.gcode", ...validators };
  if (etag && request.headers["if-none-match"] === etag) return void response.writeHead(304, headers).end();
  const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec((ranges && request.headers.range) || "") ?? [];
  if (from === undefined) return void response.writeHead(200, headers).end(bytes);
  const first = Number(from);
  if (first >= bytes.length) return void response.writeHead(416, { "Content-Range": `bytes */${bytes.length}` }).end();
  const last = Math.min(to ? Number(to) : Infinity, bytes.length - 1);
  const range = { "Content-Range": `bytes ${first}-${last}/${bytes.length}` };
  response.writeHead(206, { ...headers, ...range }).end(bytes.subarray(first, last + 1));
}

type Route = (response: ServerResponse, argument: string, seen: Seen) => void;

const text = (response: ServerResponse, status: number, body: string | Buffer, headers = {}) =>
  void response.writeHead(status, { "Content-Type": "text/plain", ...headers }).end(body);

const NO_SOCKET = 'Can "Upgrade" only to "WebSocket".';

const ROUTES: Record<string, Route> = {
  api: (response) => text(response, 200, '{"api":"0.1"}'),
  server: (response) => text(response, 200, '{"result":{}}'),
  websocket: (response) => text(response, 400, NO_SOCKET),
  refusing: (response) => text(response, 400, NO_SOCKET),
  upgrade: (response) => text(response, 426, ""),
  page: (response) => text(response, 200, "<h1>Printer</h1>"),
  sized: (response, size) => text(response, 200, Buffer.alloc(Number(size), "printer ")),
  status: (response, status) => text(response, Number(status), ""),
  slow: (response, ms) => void setTimeout(() => text(response, 200, "late"), Number(ms)),
  zipped: (response) => text(response, 200, gzipSync("hello ".repeat(1000)), { "Content-Encoding": "gzip" }),
  cookies: (response) =>
    text(response, 200, "", { "Set-Cookie": ["a=1; Path=/", "b=2; Expires=Wed, 09 Jun 2027 10:18:14 GMT"] }),
  redirect: (response, to) => text(response, 302, "", { Location: decodeURIComponent(to) }),
  echo: (response, _, { method, body }) =>
    text(response, 200, JSON.stringify({ method, sha256: createHash("sha256").update(body).digest("hex") })),
  hang: (response) => void response.writeHead(200, { "Content-Type": "text/event-stream" }).write("data: 1\n\n"),
};

/** For tests: a printer's web server as one machine's agent sees it. */
export async function startAgentPrinter(): Promise<AgentPrinter> {
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  const server = createServer((request, response) => {
    void read(request).then((body) => {
      const { method = "", url = "", headers } = request;
      const seen = { method, url, headers, body };
      printer.seen.push(seen);
      if (/^\/(downloads|server\/files)\//.test(url)) return sendFile(request, response, printer);
      const [, name = "", argument = ""] = /^\/([a-z]*)\/?([^?]*)/.exec(url) ?? [];
      (ROUTES[name] ?? ((answer) => text(answer, 404, "not here")))(response, argument, seen);
    });
  });
  const printer: AgentPrinter = {
    origin: "",
    seen: [],
    file: { bytes: Buffer.alloc(0), etag: '"v1"', modified: undefined, ranges: true },
    messages: [],
    sockets: () => sockets.clients.size,
    closeSockets: () => {
      for (const socket of sockets.clients) socket.close(4000, "bye");
    },
    close: async () => {
      for (const socket of sockets.clients) socket.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  server.on("upgrade", (request, socket, head) => {
    if (!/^\/(websocket|upgrade)/.test(request.url ?? ""))
      return socket.end("HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
    sockets.handleUpgrade(request, socket, head, (client) => {
      client.send("hello");
      client.on("error", () => undefined);
      client.on("message", (data: Buffer, isBinary) => {
        const message = data.toString("utf8");
        printer.messages.push(`${isBinary ? "binary" : "text"} ${message}`);
        if (message === "close") client.close(4000, "bye");
        else client.send(message === "binary" ? Buffer.from([0, 1, 2, 255]) : data, { binary: message === "binary" });
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  printer.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return printer;
}
