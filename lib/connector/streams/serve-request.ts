import { request as requestHttp, type ClientRequest, type IncomingMessage } from "node:http";
import { request as requestHttps } from "node:https";
import { minutes } from "@/lib/clock";
import { lookupPortal } from "@/lib/connector/lookup-portal";
import { answerHeaders } from "@/lib/connector/streams/answer-headers";
import { deflatePieces } from "@/lib/connector/streams/deflate-pieces";
import { localHeaders } from "@/lib/connector/streams/local-headers";
import type { Printer } from "@/lib/connector/streams/printer";
import type { StreamEnd, StreamWork } from "@/lib/connector/streams/serve-stream";
import { LocalAuthUse } from "@/lib/gateway/protocol/generated/octostream/local-auth-use";
import { MAX_ENTRIES } from "@/lib/gateway/protocol/message-limits";
import type { HttpContext } from "@/lib/gateway/protocol/messages";

/** Printers slice and analyse before they answer; the portal gives up earlier and says so (protocol notes, 4.2). */
const READ_TIMEOUT_MS = minutes(30);

/** Answers up to this size go out as one frame. */
const ONE_FRAME = 256 * 1024;

const LAST = { isClose: true, isDataDone: true, controlOnly: false } as const;

async function readWhole(response: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of response) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}

/** Passes a printer's answer on: as one frame where it is small, else piece by piece as the portal takes them. */
async function passAnswer(response: IncomingMessage, method: string, end: StreamEnd, origin: string, publicHost: string): Promise<void> {
  const { "content-length": length, "content-type": type = "", "content-encoding": encoding } = response.headers;
  const size = length && /^\d{1,15}$/.test(length) ? Number(length) : -1;
  const headers = answerHeaders(response, origin, publicHost);
  if (headers.length > MAX_ENTRIES) {
    response.destroy();
    return end.close();
  }
  const head = { statusCode: response.statusCode ?? 0, fullSize: size, http: { headers } };
  const status = head.statusCode;
  if (method === "HEAD" || status === 204 || status === 304) {
    response.resume();
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
  else end.close();
}

/**
 * Runs one relayed HTTP request against the printer's web server. The body streams through: what the printer has not
 * taken yet is not asked for either. Redirects are passed on, not followed.
 */
export function serveRequest(http: HttpContext & { url: string; method: string; publicHost: string }, bodySize: number, end: StreamEnd, printer: Printer): StreamWork {
  const { url, method, publicHost, headers = [], useLocalAuth } = http;
  // The portal asks for it on requests of its own making only; without a key the flag does nothing (protocol notes, 4.5).
  const apiKey = useLocalAuth === LocalAuthUse.Allow ? printer.octoPrintKey : undefined;
  let answered = false;

  const open = (): ClientRequest => {
    const send = printer.origin.startsWith("https:") ? requestHttps : requestHttp;
    const { hostname, port } = new URL(printer.origin);
    const request = send({
      host: hostname.replace(/^\[|\]$/g, ""),
      port: port || undefined,
      path: url,
      method,
      headers: { ...localHeaders(headers, printer.origin, publicHost, bodySize), ...(apiKey !== undefined && { "x-api-key": apiKey }) },
      agent: printer.agent,
      lookup: lookupPortal,
      timeout: READ_TIMEOUT_MS,
    });
    request.on("response", (response) => {
      answered = true;
      passAnswer(response, method, end, printer.origin, publicHost).catch(() => end.close());
    });
    request.on("timeout", () => request.destroy());
    return request;
  };

  let request: ClientRequest;
  try {
    request = open();
  } catch {
    // Node refuses some characters in a path or header that arrived here: nothing a printer could answer.
    end.close();
    return { take: (_bytes, _frame, flushed) => flushed(), stop: () => undefined };
  }
  const fail = () => {
    if (!answered) end.close({ connectFailed: true });
  };
  const failOrTryAgain = () => {
    // A kept connection may have been closed by the printer in the moment we used it; without a body nothing was done yet.
    const stale = request.reusedSocket && bodySize === 0 && !answered && !end.isOver() && (method === "GET" || method === "HEAD");
    if (!stale) return fail();
    request = open().on("error", fail);
    request.end();
  };
  request.on("error", failOrTryAgain);

  return {
    take: (bytes, frame, flushed) => {
      if (bytes.length > 0) request.write(bytes, flushed);
      if (frame.isDataDone) request.end();
    },
    stop: () => request.destroy(),
  };
}
