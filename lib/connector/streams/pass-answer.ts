import type { IncomingMessage } from "node:http";
import { faultFrame } from "@/lib/connector/streams/answer-fault";
import { answerHeaders } from "@/lib/connector/streams/answer-headers";
import { deflatePieces } from "@/lib/connector/streams/deflate-pieces";
import type { StreamEnd } from "@/lib/connector/streams/serve-stream";
import { MAX_ENTRIES, MAX_TEXT_BYTES } from "@/lib/octostream/message-limits";
import type { Pair } from "@/lib/octostream/messages";

/** Answers up to this size go out as one frame. */
const ONE_FRAME = 256 * 1024;

/** The protocol's bound, with room for what else a frame says. */
const MOST_TEXT = MAX_TEXT_BYTES - 8 * 1024;

const bytesOf = (headers: readonly Pair[]) =>
  headers.reduce((sum, [name, value]) => sum + name.length + 2 * value.length, 0);

const LAST = { isClose: true, isDataDone: true, controlOnly: false } as const;

export type AnswerWay = {
  method: string;
  /** Of the server that answers. */
  origin: string;
  publicHost: string;
  /** Headers of our own. */
  extra?: Pair[];
};

/**
 * A server that announces a body where none may be (RFC 9112, 6.3) may send one too: its connection is not used again.
 */
function announcesBody({ headers }: IncomingMessage): boolean {
  return headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) !== 0;
}

/** @throws what broke the answer off */
function readWhole(response: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    response.on("data", (piece: Buffer) => pieces.push(piece));
    response.once("end", () => resolve(pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces)));
    response.once("error", reject);
    response.once("close", () => {
      if (!response.readableEnded) reject(new Error("the answer broke off"));
    });
  });
}

/** Passes a printer's answer on: as one frame where it is small, else piece by piece as the portal takes them. */
export async function passAnswer(
  response: IncomingMessage,
  end: StreamEnd,
  { method, origin, publicHost, extra = [] }: AnswerWay,
): Promise<void> {
  const { "content-length": length, "content-type": type = "", "content-encoding": encoding } = response.headers;
  const size = length && /^\d{1,15}$/.test(length) ? Number(length) : -1;
  const headers = [...answerHeaders(response, origin, publicHost), ...extra];
  if (headers.length > MAX_ENTRIES || bytesOf(headers) > MOST_TEXT) {
    response.destroy();
    return end.close(faultFrame("more headers than the protocol takes"));
  }
  const head = { statusCode: response.statusCode ?? 0, fullSize: size, http: { headers } };
  const status = head.statusCode;
  if (method === "HEAD" || status === 204 || status === 304) {
    if (method !== "HEAD" && announcesBody(response)) response.destroy();
    else response.resume();
    return end.close({ ...head, ...LAST });
  }
  const pack = deflatePieces(type, encoding, size);
  if (size >= 0 && size <= ONE_FRAME) {
    const whole = await readWhole(response);
    return end.close({ ...head, ...(await pack(whole)), ...LAST });
  }
  end.sendControl({ ...head, controlOnly: false });
  for await (const piece of response) {
    const bytes = piece as Buffer;
    if (!(await end.sendData(await pack(bytes), bytes.length))) return void response.destroy();
  }
  if (response.complete) end.close(LAST);
  else end.close(faultFrame("the answer broke off"));
}
