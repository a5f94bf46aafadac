import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import type { Pair } from "@/lib/octostream/messages";

export type SeenRequest = {
  method: string;
  target: string;
  headers: Pair[];
  body: Buffer;
  /** All of it came; else its connection ended before. */
  complete: boolean;
  /** Number of the connection, from 1. */
  connection: number;
};

/** What a printer answers. @returns bytes as they go out; the connection ends then where the request asked for it */
export type RawAnswer = (request: SeenRequest, socket: Socket) => string | undefined;

const OK: RawAnswer = ({ method }) => `HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n${method === "HEAD" ? "" : "ok"}`;

type Parsed = { request: SeenRequest; rest: Buffer } | "more" | "broken";

export const valuesOf = ({ headers }: SeenRequest, name: string): string[] =>
  headers.filter(([item]) => item.toLowerCase() === name).map(([, value]) => value);

/** Chunks by the letter of RFC 9112, 7.1: no extensions, no trailers, since neither end may send them. */
function readChunks(bytes: Buffer): { body: Buffer; rest: Buffer } | "more" | "broken" {
  const pieces: Buffer[] = [];
  for (let at = 0; ;) {
    const line = bytes.indexOf("\r\n", at);
    if (line < 0) return "more";
    const size = bytes.toString("latin1", at, line);
    if (!/^[0-9a-f]{1,8}$/i.test(size)) return "broken";
    const end = line + 2 + parseInt(size, 16);
    if (bytes.length < end + 2) return "more";
    if (bytes.toString("latin1", end, end + 2) !== "\r\n") return "broken";
    if (end === line + 2) return { body: Buffer.concat(pieces), rest: bytes.subarray(end + 2) };
    pieces.push(bytes.subarray(line + 2, end));
    at = end + 2;
  }
}

function readBody(request: SeenRequest, bytes: Buffer): { body: Buffer; rest: Buffer } | "more" | "broken" {
  const [codings, lengths] = [valuesOf(request, "transfer-encoding"), valuesOf(request, "content-length")];
  if (codings.length + lengths.length > 1) return "broken";
  if (codings[0] !== undefined) return codings[0] === "chunked" ? readChunks(bytes) : "broken";
  if (lengths[0] === undefined) return { body: Buffer.alloc(0), rest: bytes };
  if (!/^\d{1,15}$/.test(lengths[0])) return "broken";
  const size = Number(lengths[0]);
  return bytes.length < size ? "more" : { body: bytes.subarray(0, size), rest: bytes.subarray(size) };
}

/** @param lax takes what has a GET's method for a GET: without a body, whatever its head says */
function parse(bytes: Buffer, connection: number, lax: boolean): { parsed: Parsed; begun?: SeenRequest } {
  const end = bytes.indexOf("\r\n\r\n");
  if (end < 0) return { parsed: "more" };
  const [first = "", ...lines] = bytes.toString("latin1", 0, end).split("\r\n");
  const [, method, target] = /^([A-Z]+) (\/[!-~\x80-\xff]*) HTTP\/1\.1$/.exec(first) ?? [];
  const headers = lines.map((line) => /^([!#$%&'*+.^_`|~0-9A-Za-z-]+): ?([\t\x20-\x7e\x80-\xff]*)$/.exec(line));
  if (!method || !target || headers.includes(null)) return { parsed: "broken" };
  const pairs = headers.map((found): Pair => [found?.[1] ?? "", found?.[2] ?? ""]);
  const begun = { method, target, headers: pairs, body: Buffer.alloc(0), complete: false, connection };
  const behind = bytes.subarray(end + 4);
  const isBodiless = lax && /^(GET|HEAD|DELETE|OPTIONS)$/.test(method);
  const read = isBodiless ? { body: Buffer.alloc(0), rest: behind } : readBody(begun, behind);
  if (typeof read === "string") return { parsed: read, begun };
  return { parsed: { request: { ...begun, body: read.body, complete: true }, rest: read.rest }, begun };
}

const SWITCHING = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n";

const acceptFor = (key: string) =>
  createHash("sha1").update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64");

/** For tests: a printer's web server on bare TCP that takes what comes by the letter, and notes all of it. */
export class StrictPrinter {
  readonly seen: SeenRequest[] = [];
  /** Bytes that were no request. */
  readonly broken: string[] = [];
  /** Targets whose head has come. */
  readonly begun = new Set<string>();
  connections = 0;
  lax = false;
  /** Answers as soon as a head is there, and reads on. */
  early = false;
  answer: RawAnswer = OK;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  constructor() {
    this.#server = createServer({ allowHalfOpen: false }, (socket) => this.#take(socket));
  }

  async listen(): Promise<void> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Connections that are open now. */
  get open(): number {
    return this.#sockets.size;
  }

  /** Forgets what was seen, answers as at first, and ends all connections. */
  reset(): void {
    this.seen.length = 0;
    this.broken.length = 0;
    this.begun.clear();
    this.lax = false;
    this.early = false;
    this.answer = OK;
    for (const socket of this.#sockets) socket.destroy();
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #take(socket: Socket): void {
    const connection = ++this.connections;
    this.#sockets.add(socket);
    let bytes: Buffer = Buffer.alloc(0);
    let unfinished: SeenRequest | undefined;
    let isTunnel = false;
    socket.setNoDelay(true);
    socket.on("error", () => undefined);
    socket.on("close", () => {
      this.#sockets.delete(socket);
      if (unfinished) this.seen.push(unfinished);
    });
    socket.on("data", (piece) => {
      if (isTunnel || socket.writableEnded) return;
      bytes = Buffer.concat([bytes, piece]);
      while (bytes.length > 0) {
        const { parsed, begun } = parse(bytes, connection, this.lax);
        if (begun) this.begun.add(begun.target);
        unfinished = begun;
        if (parsed === "more") {
          if (this.early && begun) socket.write(this.answer(begun, socket) ?? "", "latin1");
          return;
        }
        if (parsed === "broken") {
          this.broken.push(bytes.toString("latin1").slice(0, 300));
          return void socket.destroy();
        }
        unfinished = undefined;
        bytes = parsed.rest;
        isTunnel = this.#answer(parsed.request, socket);
        if (isTunnel || socket.writableEnded || socket.destroyed) return;
      }
    });
  }

  /** @returns whether the connection speaks another protocol from now on */
  #answer(request: SeenRequest, socket: Socket): boolean {
    this.seen.push(request);
    const [key] = valuesOf(request, "sec-websocket-key");
    if (key !== undefined) {
      socket.write(`${SWITCHING}Sec-WebSocket-Accept: ${acceptFor(key)}\r\n\r\n`);
      return true;
    }
    const said = this.answer(request, socket);
    if (said !== undefined) socket.write(said, "latin1");
    if (said !== undefined && valuesOf(request, "connection").includes("close")) socket.end();
    return false;
  }
}
