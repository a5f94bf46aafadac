import { WebSocket } from "ws";
import { minutes, seconds } from "@/lib/clock";
import { lookupPortal } from "@/lib/connector/lookup-portal";
import { freshAgent } from "@/lib/connector/printer-certificates";
import { faultFrame, NO_ANSWER } from "@/lib/connector/streams/answer-fault";
import { cleanAnswer, UNTIDY_ANSWERS } from "@/lib/connector/streams/clean-answer";
import { localSocketHeaders, offeredProtocols } from "@/lib/connector/streams/local-headers";
import { isOctoPrint, type Printer } from "@/lib/connector/streams/printer";
import { refuseStream, type StreamEnd, type StreamWork } from "@/lib/connector/streams/serve-stream";
import { WsFrameKind } from "@/lib/octostream/generated/octostream/ws-frame-kind";
import { MAX_RELAYED_MESSAGE_BYTES } from "@/lib/octostream/message-limits";
import type { HttpContext, Pair, StreamFrame } from "@/lib/octostream/messages";

/** The portal gives up a little earlier, and says so. */
const CONNECT_MS = minutes(31);
const EMPTY = Buffer.alloc(0);

const isSendable = (code: number) =>
  (code >= 1000 && code <= 1014 && ![1004, 1005, 1006].includes(code)) || (code >= 3000 && code <= 4999);

/** What the app hears where the printer's end did not say it (RFC 6455, 7.4.1). */
const BACKEND_LOST = 1011;
const MESSAGE_TOO_LARGE = 1009;

/** Not sent by anybody: there was no code, or no goodbye at all (RFC 6455, 7.1.5 and 7.1.6). */
const NO_CODE = 1005;

function closeBody(code: number, reason: Buffer): Uint8Array {
  const body = Buffer.alloc(2 + reason.length);
  body.writeUInt16BE(code, 0);
  reason.copy(body, 2);
  return body;
}

function openSocket({ url, headers = [] }: HttpContext & { url: string }, printer: Printer): WebSocket {
  const { origin } = printer.serverFor(url);
  return new WebSocket(`${origin.replace(/^http/, "ws")}${url}`, offeredProtocols(headers), {
    headers: localSocketHeaders(headers, isOctoPrint(printer)),
    // Moonraker and OctoPrint both look whether a page of their own asks.
    origin,
    lookup: lookupPortal,
    agent: freshAgent(new URL(origin).protocol) || undefined,
    ...UNTIDY_ANSWERS,
    finishRequest: (request) => {
      cleanAnswer(request);
      request.end();
    },
    perMessageDeflate: false,
    maxPayload: MAX_RELAYED_MESSAGE_BYTES,
    handshakeTimeout: CONNECT_MS,
    followRedirects: false,
  });
}

/** Runs one relayed WebSocket against the printer's web server (docs/printer-protocol.md#46-websockets). */
export function serveSocket(http: HttpContext & { url: string }, end: StreamEnd, printer: Printer): StreamWork {
  let socket: WebSocket;
  try {
    socket = openSocket(http, printer);
  } catch {
    // An address or a header that the library refuses: nothing a printer could answer.
    return refuseStream(end);
  }
  return runSocket(socket, end);
}

/**
 * Watches how a printer's WebSocket goes wrong.
 * @returns the body of the close frame for the app, of code and reason as the library has them; undefined: the printer
 * closed without a code, which is passed on without one
 */
function watchEnding(socket: WebSocket): (code: number, reason: Buffer) => Uint8Array | undefined {
  let brokenWith: number | undefined;
  socket.on("error", (error: NodeJS.ErrnoException) => {
    brokenWith = error.code === "WS_ERR_UNSUPPORTED_MESSAGE_LENGTH" ? MESSAGE_TOO_LARGE : BACKEND_LOST;
  });
  return (code, reason) => {
    if (brokenWith !== undefined) return closeBody(brokenWith, EMPTY);
    if (code === NO_CODE) return undefined;
    return isSendable(code) ? closeBody(code, reason) : closeBody(BACKEND_LOST, EMPTY);
  };
}

/** The status that refuses a handshake; 0 for one that is none (RFC 9110, 15). */
const refusalOf = ({ statusCode = 0 }: { statusCode?: number }) =>
  statusCode >= 200 && statusCode <= 599 ? statusCode : 0;

function runSocket(socket: WebSocket, end: StreamEnd): StreamWork {
  let [opened, waitingBytes] = [false, 0];
  let [refusedWith, fault] = [0, NO_ANSWER];
  let sending: Promise<unknown> = Promise.resolve();
  const early: (() => void)[] = [];

  socket.on("open", () => {
    opened = true;
    const chosen: Pair[] = socket.protocol ? [["Sec-WebSocket-Protocol", socket.protocol]] : [];
    end.sendControl({ statusCode: 101, http: { headers: chosen } });
    for (const send of early.splice(0)) send();
  });
  socket.on("unexpected-response", (request, response) => {
    refusedWith = refusalOf(response);
    if (refusedWith === 0) fault = new Error(`the handshake was answered with status ${response.statusCode}`);
    response.destroy();
    request.destroy();
    socket.terminate();
  });
  socket.on("message", (data: Buffer, isBinary) => {
    waitingBytes += data.length;
    // Not read on while the portal has no room: the printer's own socket then holds it back.
    socket.pause();
    sending = sending.then(async () => {
      await end.sendData({ data, wsKind: isBinary ? WsFrameKind.Binary : WsFrameKind.Text }, data.length);
      waitingBytes -= data.length;
      if (waitingBytes === 0) socket.resume();
    });
  });
  const ending = watchEnding(socket);
  socket.on("error", (error) => (fault = error));
  socket.on("close", (code, reason) => {
    if (!opened) return end.close(refusedWith ? { connectFailed: true, statusCode: refusedWith } : faultFrame(fault));
    void sending.then(() => {
      const data = ending(code, reason);
      if (data) end.sendControl({ controlOnly: false, wsKind: WsFrameKind.Close, data });
      end.close();
    });
  });

  const pass = (bytes: Uint8Array, { wsKind }: StreamFrame, flushed: () => void) => {
    if (wsKind === WsFrameKind.Close) {
      const code = bytes.length >= 2 ? ((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0) : 1000;
      return isSendable(code) ? socket.close(code, bytes.subarray(2) as Buffer) : socket.close();
    }
    socket.send(bytes, { binary: wsKind === WsFrameKind.Binary }, flushed);
  };

  return {
    take: (bytes, frame, flushed) => {
      if (opened) pass(bytes, frame, flushed);
      else early.push(() => pass(bytes, frame, flushed));
    },
    stop: () => {
      if (opened) socket.close(1000);
      setTimeout(() => socket.terminate(), seconds(2)).unref();
      if (!opened) socket.terminate();
    },
  };
}
