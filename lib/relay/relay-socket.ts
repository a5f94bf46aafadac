import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer, type WebSocket } from "ws";
import { minutes, seconds } from "@/lib/clock";
import { openStream } from "@/lib/gateway/open-stream";
import { MAX_RELAYED_MESSAGE_BYTES } from "@/lib/octostream/message-limits";
import type { OpenStream, StreamSink } from "@/lib/gateway/streams/stream-types";
import { log } from "@/lib/observability/log";
import { explain } from "@/lib/observability/request-reference";
import { registerExchange } from "@/lib/connections/open-exchanges";
import { statusOf } from "@/lib/relay/relay-errors";
import type { RelayTarget } from "@/lib/relay/relay-types";
import { handshakeHeaders } from "@/lib/relay/request-headers";
import { refuseUpgrade } from "@/lib/relay/send-relay-error";

const PING_MS = seconds(30);
/** For the printer to accept a WebSocket. */
const OPEN_MS = seconds(30);
/** For the app to answer a close: what came before it has to arrive first. */
const GOODBYE_MS = seconds(30);
/** For the app to take the last messages of a printer that is done. */
const TAIL_MS = minutes(10);

const chosenProtocols = new WeakMap<IncomingMessage, string | undefined>();

const server = new WebSocketServer({
  noServer: true,
  clientTracking: false,
  perMessageDeflate: false,
  maxPayload: MAX_RELAYED_MESSAGE_BYTES,
  // The printer's word goes into our answer's head as it is: only what the app itself offered may (response splitting,
  // and RFC 6455, 4.2.2: the client would have to fail).
  handleProtocols: (offered, request) => {
    const chosen = chosenProtocols.get(request);
    return chosen !== undefined && offered.has(chosen) ? chosen : false;
  },
});

const isSendable = (code: number) =>
  (code >= 1000 && code <= 1014 && ![1004, 1005, 1006].includes(code)) || (code >= 3000 && code <= 4999);

/** Passes the app's messages on, in order; the app's socket is not read while the printer has no room. */
function passMessages(client: WebSocket, stream: OpenStream): void {
  let waiting = 0;
  let last: Promise<unknown> = Promise.resolve();
  client.on("message", (data: Buffer, isBinary) => {
    waiting++;
    client.pause();
    last = last
      .then(async () => {
        await stream.send(data, !isBinary);
        if (--waiting === 0) client.resume();
      })
      .catch((error: unknown) => {
        // Nothing an app sends may end the process: it costs its own WebSocket.
        log.error(
          { reason: error instanceof Error ? error.message.slice(0, 300) : "unknown" },
          "an app's message could not be passed on",
        );
        client.terminate();
      });
  });
  client.on("close", (code, reason) => {
    // 1005 and 1006 are not sent by anybody: there was no code, or no goodbye at all (RFC 6455, 7.4.1).
    void last.then(() => (isSendable(code) ? stream.close(code, reason.toString("utf8")) : stream.cancel()));
  });
}

/** Ends a client that does not answer pings any more: its network is gone without a word. */
function keepAlive(client: WebSocket): void {
  let answered = true;
  const timer = setInterval(() => {
    if (!answered) return client.terminate();
    answered = false;
    client.ping();
  }, PING_MS);
  client.on("pong", () => (answered = true));
  client.once("close", () => clearInterval(timer));
}

/**
 * Passes a WebSocket of an authenticated app to its printer. Our connector says when the printer accepts, and with
 * which protocol; plugins never do, so for them the app's handshake is answered at once, with the first protocol it
 * offers (docs/printer-protocol.md#46-websockets). A refused handshake gets the relay's status, or the printer's own.
 */
export function relaySocket(request: IncomingMessage, socket: Duplex, head: Buffer, target: RelayTarget): void {
  let client: WebSocket | undefined;
  let over = false;
  let closing: { code: number; reason: string } | undefined;
  let unsent = 0;
  /** Closes as the printer did, once its last message has left. */
  let goodbye: (() => void) | undefined;

  const finish = () => {
    over = true;
    forget();
    clearTimeout(deadline);
  };
  const closeClient = (code: number, reason = "") => {
    setTimeout(() => client?.terminate(), GOODBYE_MS).unref();
    client?.close(code, reason);
  };
  const forget = registerExchange(target.connectionId, () => {
    if (over) return;
    finish();
    if (opened.ok) opened.stream.cancel();
    if (client) closeClient(1008, "revoked");
    else refuseUpgrade(request, socket, 604);
  });
  const deadline = setTimeout(() => {
    if (over || client) return;
    finish();
    if (opened.ok) opened.stream.cancel();
    refuseUpgrade(request, socket, 602);
  }, OPEN_MS);

  const accept = (protocol: string | undefined) => {
    if (client || over || !opened.ok) return;
    const { stream } = opened;
    clearTimeout(deadline);
    chosenProtocols.set(request, protocol);
    server.handleUpgrade(request, socket, head, (accepted) => {
      client = accepted;
      accepted.on("error", () => accepted.terminate());
      keepAlive(accepted);
      passMessages(accepted, stream);
      accepted.once("close", finish);
    });
  };

  const sink: StreamSink = {
    onOpen: accept,
    onData: (bytes, isText, flushed) => {
      if (!client) return flushed();
      unsent += bytes.length;
      client.send(bytes, { binary: !isText }, () => {
        unsent -= bytes.length;
        flushed();
        if (unsent === 0) goodbye?.();
      });
    },
    onClose: (code, reason) => (closing = { code, reason }),
    onEnd: () => {
      if (over || goodbye) return;
      if (!client) {
        finish();
        explain(request, "closed_before_open");
        return refuseUpgrade(request, socket, 600);
      }
      goodbye = () => {
        if (over) return;
        finish();
        if (closing && isSendable(closing.code)) closeClient(closing.code, closing.reason);
        else closeClient(1000);
      };
      if (unsent === 0) goodbye();
      else setTimeout(() => client?.terminate(), TAIL_MS).unref();
    },
    onError: (error, status) => {
      if (over) return;
      finish();
      explain(request, error);
      // An endpoint that cannot keep up is told so (RFC 6455, 7.4.1: 1008 where nothing suits better).
      if (client) return error === "reader_too_slow" ? closeClient(1008, "reads too slowly") : closeClient(1011);
      const ofPrinter = status !== undefined && status >= 200 && status <= 599;
      refuseUpgrade(request, socket, ofPrinter ? { printerStatus: status } : statusOf(error));
    },
  };
  const headers = handshakeHeaders(request.rawHeaders);
  const opened = openStream(
    target.publicId,
    { kind: "websocket", method: "GET", url: request.url ?? "/", publicHost: target.publicHost, headers, bodySize: 0 },
    sink,
  );
  if (!opened.ok) {
    finish();
    explain(request, opened.error);
    return refuseUpgrade(request, socket, statusOf(opened.error));
  }
  socket.once("close", () => {
    if (!client && !over) opened.stream.cancel();
    if (!client) finish();
  });
  if (!opened.flowControl) accept(headers.find(([name]) => /^sec-websocket-protocol$/i.test(name))?.[1].split(",")[0]);
}
