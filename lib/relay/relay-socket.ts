import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer, type WebSocket } from "ws";
import { minutes, seconds } from "@/lib/clock";
import { registerExchange } from "@/lib/connections/open-exchanges";
import { openStream } from "@/lib/gateway/open-stream";
import type { OpenStream, StreamError, StreamSink } from "@/lib/gateway/streams/stream-types";
import { log } from "@/lib/observability/log";
import { countRelayStatus, relayNumbers } from "@/lib/observability/relay-numbers";
import { explain } from "@/lib/observability/request-reference";
import { MAX_RELAYED_MESSAGE_BYTES } from "@/lib/octostream/message-limits";
import { statusOf } from "@/lib/relay/relay-errors";
import type { RelayTarget } from "@/lib/relay/relay-types";
import { handshakeHeaders } from "@/lib/relay/request-headers";
import { refuseUpgrade } from "@/lib/relay/send-relay-error";

const PING_MS = seconds(30);
/** For the printer to accept a WebSocket: it may think for as long as the app waits, as before any answer. */
const OPEN_MS = minutes(30);
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
function passMessages(client: WebSocket, stream: OpenStream, tellsEnds: boolean): void {
  let waiting = 0;
  let last: Promise<unknown> = Promise.resolve();
  client.on("message", (data: Buffer, isBinary) => {
    waiting++;
    relayNumbers.bytesFromApps += data.length;
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
    // 1006 is not sent by anybody: the app vanished without a goodbye (RFC 6455, 7.1.5), and is going away.
    void last.then(() => {
      if (isSendable(code)) stream.close(code, reason.toString("utf8"));
      else if (code === 1006 && tellsEnds) stream.close(1001, "");
      else stream.cancel();
    });
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

/** One WebSocket of an app, from its handshake to its end; as the stream's sink it hears what the printer says. */
class SocketExchange implements StreamSink {
  private client: WebSocket | undefined;
  private stream: OpenStream | undefined;
  private isOver = false;
  private closing: { code: number; reason: string } | undefined;
  private unsent = 0;
  /** Closes as the printer did, once its last message has left. */
  private goodbye: (() => void) | undefined;
  private readonly forget: () => void;
  private readonly deadline: NodeJS.Timeout;

  constructor(
    private readonly request: IncomingMessage,
    private readonly socket: Duplex,
    private readonly head: Buffer,
    private readonly target: RelayTarget,
  ) {
    relayNumbers.open++;
    this.forget = registerExchange(target.connectionId, () => this.revoke());
    this.deadline = setTimeout(() => this.giveUpOpening(), OPEN_MS);
  }

  private tellsEnds = false;

  /** The stream to the printer is open. @param tellsEnds its program says how a WebSocket ended */
  begin(stream: OpenStream, tellsEnds: boolean): void {
    this.stream = stream;
    this.tellsEnds = tellsEnds;
    this.socket.once("close", () => {
      if (!this.client && !this.isOver) stream.cancel();
      if (!this.client) this.finish();
    });
  }

  /** Ends it before it began. */
  refuse(status: Parameters<typeof refuseUpgrade>[2], why: string): void {
    this.finish();
    explain(this.request, why);
    this.sayNo(status);
  }

  private sayNo(status: Parameters<typeof refuseUpgrade>[2]): void {
    (this.target.refuse ?? refuseUpgrade)(this.request, this.socket, status);
  }

  /** Answers the app's handshake. @param protocol the chosen one */
  onOpen(protocol: string | undefined): void {
    const { stream } = this;
    if (this.client || this.isOver || !stream) return;
    clearTimeout(this.deadline);
    chosenProtocols.set(this.request, protocol);
    server.handleUpgrade(this.request, this.socket, this.head, (accepted) => {
      this.client = accepted;
      countRelayStatus(101);
      accepted.on("error", () => accepted.terminate());
      keepAlive(accepted);
      passMessages(accepted, stream, this.tellsEnds);
      accepted.once("close", () => this.finish());
    });
  }

  onData(bytes: Uint8Array, isText: boolean, flushed: () => void): void {
    if (!this.client) return flushed();
    this.unsent += bytes.length;
    relayNumbers.bytesToApps += bytes.length;
    this.client.send(bytes, { binary: !isText }, () => {
      this.unsent -= bytes.length;
      flushed();
      if (this.unsent === 0) this.goodbye?.();
    });
  }

  onClose(code: number, reason: string): void {
    this.closing = { code, reason };
  }

  onEnd(): void {
    if (this.isOver || this.goodbye) return;
    if (!this.client) return this.refuse(600, "closed_before_open");
    this.goodbye = () => {
      if (this.isOver) return;
      this.finish();
      if (this.closing) this.closeClient(isSendable(this.closing.code) ? this.closing.code : 1011, this.closing.reason);
      // Plugins never say how a WebSocket ended. Our connector says nothing where the printer itself gave no code.
      else this.closeClient(this.tellsEnds ? undefined : 1000);
    };
    if (this.unsent === 0) this.goodbye();
    else setTimeout(() => this.client?.terminate(), TAIL_MS).unref();
  }

  onError(error: StreamError, status?: number, reason?: string): void {
    if (this.isOver) return;
    const why = reason ? `${error}: ${reason}` : error;
    const ofPrinter = status !== undefined && status >= 200 && status <= 599;
    if (!this.client) return this.refuse(ofPrinter ? { printerStatus: status } : statusOf(error), why);
    this.finish();
    explain(this.request, why);
    // An endpoint that cannot keep up is told so (RFC 6455, 7.4.1: 1008 where nothing suits better).
    if (error === "reader_too_slow") this.closeClient(1008, "reads too slowly");
    else this.closeClient(1011);
  }

  private revoke(): void {
    if (this.isOver) return;
    this.finish();
    this.stream?.cancel();
    if (this.client) this.closeClient(1008, "revoked");
    else this.sayNo(604);
  }

  private giveUpOpening(): void {
    if (this.isOver || this.client) return;
    this.finish();
    this.stream?.cancel();
    this.sayNo(602);
  }

  private finish(): void {
    if (!this.isOver) relayNumbers.open--;
    this.isOver = true;
    this.forget();
    clearTimeout(this.deadline);
  }

  private closeClient(code: number | undefined, reason = ""): void {
    setTimeout(() => this.client?.terminate(), GOODBYE_MS).unref();
    // A control frame holds 123 bytes of it (RFC 6455, 5.5).
    if (code === undefined) this.client?.close();
    else this.client?.close(code, Buffer.byteLength(reason) <= 123 ? reason : "");
  }
}

/**
 * Passes a WebSocket of an authenticated app to its printer. Our connector says when the printer accepts, and with
 * which protocol; plugins never do, so for them the app's handshake is answered at once, with the first protocol it
 * offers (docs/printer-protocol.md#46-websockets). A refused handshake gets the relay's status, or the printer's own.
 */
export function relaySocket(request: IncomingMessage, socket: Duplex, head: Buffer, target: RelayTarget): void {
  const exchange = new SocketExchange(request, socket, head, target);
  const headers = handshakeHeaders(request.rawHeaders, target.passesAuthorization);
  const opened = openStream(
    target.publicId,
    {
      kind: "websocket",
      method: "GET",
      url: request.url ?? "/",
      publicHost: target.publicHost,
      headers,
      bodySize: 0,
      from: target.from,
    },
    exchange,
  );
  if (!opened.ok) return exchange.refuse(statusOf(opened.error), opened.error);
  exchange.begin(opened.stream, opened.flowControl);
  if (!opened.flowControl)
    exchange.onOpen(headers.find(([name]) => /^sec-websocket-protocol$/i.test(name))?.[1].split(",")[0]);
}
