import type { ClientRequest } from "node:http";
import type { Socket } from "node:net";
import { cleanBody, type CleanBody } from "@/lib/connector/streams/clean-body";
import { cleanHead } from "@/lib/connector/streams/clean-head";
import { readTidyHead } from "@/lib/connector/streams/tidy-head";

/** More is no head. */
const LONGEST_HEAD = 256 * 1024;

/** Where a head ends: an empty line, by any line end. Looked for once in a run of carriage returns. */
const END = /(?<!\r)\r*\n\r*\n/;

const EMPTY_LINE = "\r\n\r\n";

/** Options of a request whose answer is cleaned. */
export const UNTIDY_ANSWERS = { maxHeaderSize: LONGEST_HEAD };

type Push = (chunk: Buffer | null) => boolean;

/** Stands between a socket and the HTTP client that reads it. */
class AnswerCleaner {
  private method = "GET";
  private waiting = Buffer.alloc(0);
  /** Bytes that nobody asked for go on as they came: the client, or whoever keeps the connection, ends it for them. */
  private reading: "head" | "as it comes" | CleanBody = "as it comes";

  /** Something came that nobody asked for: what is asked next would take it for its answer (RFC 9112, 9.2). */
  isNoisy = false;

  constructor(private readonly push: Push) {}

  /** The next answer is one to a request of this method. */
  expect(method: string): void {
    this.method = method;
    this.reading = "head";
  }

  /** @param chunk as it came; null: nothing more will */
  take(chunk: Buffer | null): boolean {
    if (chunk === null) return this.end();
    if (this.reading === "as it comes") this.isNoisy = true;
    if (this.reading === "as it comes") return this.push(chunk);
    if (this.reading !== "head") return this.takeBody(this.reading, chunk);
    const hasRoom = this.waiting.length === 0 ? this.takeTidy(chunk) : undefined;
    if (hasRoom !== undefined) return hasRoom;
    this.waiting = Buffer.concat([this.waiting, chunk]);
    return this.readHeads();
  }

  /** A head that is as it should be goes on in one piece with what follows it. @returns undefined when it is not */
  private takeTidy(chunk: Buffer): boolean | undefined {
    const end = chunk.indexOf(EMPTY_LINE);
    const tidy = end < 0 ? undefined : readTidyHead(chunk.toString("latin1", 0, end), this.method);
    if (!tidy) return undefined;
    const body = cleanBody(tidy);
    const from = end + EMPTY_LINE.length;
    const to = from + (tidy.isChunked ? 0 : body.take(chunk.subarray(from), []));
    this.reading = body.isOver() ? "as it comes" : body;
    const hasRoom = this.push(chunk.subarray(0, to));
    return to === chunk.length ? hasRoom : this.take(chunk.subarray(to));
  }

  private end(): boolean {
    const out: Buffer[] = [];
    if (this.reading === "head") out.push(this.waiting);
    else if (this.reading !== "as it comes") this.reading.end(out);
    this.reading = "as it comes";
    this.pushAll(out);
    return this.push(null);
  }

  private pushAll(pieces: readonly Buffer[]): boolean {
    const bytes = pieces.length === 1 ? pieces[0] : Buffer.concat(pieces);
    return bytes === undefined || bytes.length === 0 || this.push(bytes);
  }

  private takeBody(body: CleanBody, bytes: Buffer): boolean {
    const out: Buffer[] = [];
    const rest = bytes.subarray(body.take(bytes, out));
    if (body.isOver()) this.reading = "as it comes";
    const hasRoom = this.pushAll(out);
    return rest.length === 0 ? hasRoom : this.take(rest);
  }

  private readHeads(): boolean {
    for (;;) {
      const text = this.waiting.toString("latin1").replace(/^(\r*\n)+/, "");
      const end = END.exec(text);
      if (!end && text.length <= LONGEST_HEAD) return true;
      const cleaned = end ? cleanHead(text.slice(0, end.index), this.method) : undefined;
      const rest = end && cleaned ? Buffer.from(text.slice(end.index + end[0].length), "latin1") : this.waiting;
      this.waiting = Buffer.alloc(0);
      if (!cleaned) {
        this.reading = "as it comes";
        return this.take(rest);
      }
      const hasRoom = this.push(Buffer.from(cleaned.head, "latin1"));
      const isInterim = cleaned.status < 200 && cleaned.status !== 101;
      if (!isInterim) {
        this.reading = cleanBody(cleaned);
        return this.reading.isOver() || rest.length > 0 ? this.takeBody(this.reading, rest) : hasRoom;
      }
      this.waiting = rest;
    }
  }
}

const cleaners = new WeakMap<Socket, AnswerCleaner>();

function cleanerOf(socket: Socket): AnswerCleaner {
  const known = cleaners.get(socket);
  if (known) return known;
  const cleaner = new AnswerCleaner(socket.push.bind(socket) as Push);
  socket.push = ((chunk: Buffer | null) => cleaner.take(chunk)) as Socket["push"];
  cleaners.set(socket, cleaner);
  return cleaner;
}

/** More came on a connection than was asked for: it must not be kept. */
export const isNoisy = (socket: Socket): boolean => cleaners.get(socket)?.isNoisy ?? false;

/**
 * Cleans what answers a request before the HTTP client reads it: heads, up to the one that is final (RFC 9110, 15.2),
 * and chunks. What is no head goes on as it came, and the client says so.
 */
export function cleanAnswer(request: ClientRequest): void {
  request.once("socket", (socket: Socket) => cleanerOf(socket).expect(request.method));
}
