import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import { boundMessages } from "@/lib/gateway/bound-messages";
import { loadServerKey } from "@/lib/gateway/handshake/server-key";
import { solveChallenges, type ChallengeSolver } from "@/lib/gateway/handshake/solve-challenges";
import { connectionRegistry, type Links, type LinkTimes } from "@/lib/gateway/links/connection-registry";
import { MAX_STRANGER_BYTES, UnauthenticatedLimiter } from "@/lib/gateway/links/unauthenticated-limiter";
import { servePrinterSocket, SOCKET_TIMES, type SocketTimes } from "@/lib/gateway/serve-printer-socket";
import { watchSockets } from "@/lib/gateway/watch-sockets";
import { log } from "@/lib/observability/log";
import { referenceOf } from "@/lib/observability/request-reference";
import { collectPiecesSoon } from "@/lib/octostream/collect-pieces-soon";
import { MAX_MESSAGE_BYTES } from "@/lib/octostream/message-limits";

/** Where printers connect, on the portal's port. */
export const GATEWAY_PATH = "/octoclientwsv2";

/** A server's heap has 50 MB or more: room for pieces, and ten thousand printers stay within their bounds. */
const HEAP_GROWTH_PERCENT = 80;

export type Gateway = {
  /** Takes over an upgrade request for {@link GATEWAY_PATH}. @param address the client's, normalised */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer, address: string): void;
  /** Ends all connections and takes their printers offline. */
  close(): Promise<void>;
};

/** That of printers whose programs speak the printer protocol. */
export type PrinterGateway = Gateway & Pick<Links, "hear">;

export type GatewayOptions = Partial<SocketTimes> & LinkTimes;

/**
 * Ends a socket that sends more than a handshake needs before it has proven anything: its message would be kept in
 * memory.
 */
function boundStranger(socket: Duplex): () => void {
  let bytes = 0;
  const count = (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > MAX_STRANGER_BYTES) socket.destroy();
  };
  socket.on("data", count);
  return () => socket.off("data", count);
}

/** Answers a connection when there are too many of printers that have proven nothing yet. */
function refuseStranger(request: IncomingMessage, stream: Duplex): void {
  log.warn(
    { status: 503, reference: referenceOf(request), why: "too many unknown printers" },
    "a printer's connection was refused",
  );
  stream.end("HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nRetry-After: 30\r\nContent-Length: 0\r\n\r\n");
}

/** The solver of this process, started when the first printer asks; one that could not start is tried again. */
function lazySolver() {
  let solver: Promise<ChallengeSolver> | undefined;
  return {
    get: () => {
      solver ??= loadServerKey().then(({ privateKey }) => solveChallenges(privateKey));
      solver.catch(() => (solver = undefined));
      return solver;
    },
    close: () => solver?.then((running) => running.close()).catch(() => undefined),
  };
}

/**
 * The end of the printer protocol that is the service's (docs/printer-protocol.md#1-endpoint-and-framing).
 * @param options times, for tests
 */
export function createGateway(options: GatewayOptions = {}): PrinterGateway {
  collectPiecesSoon(HEAP_GROWTH_PERCENT);
  const times = { ...SOCKET_TIMES, ...options };
  const links = connectionRegistry(options);
  const strangers = new UnauthenticatedLimiter();
  const bounds = boundMessages();
  const watch = watchSockets(times);
  const server = new WebSocketServer({
    noServer: true,
    clientTracking: true,
    perMessageDeflate: false,
    maxPayload: MAX_MESSAGE_BYTES,
  });
  const solver = lazySolver();

  return {
    handleUpgrade: (request, stream, head, address) => {
      const place = strangers.enter(address, () => stream.destroy());
      stream.on("error", () => stream.destroy());
      if (!place) return refuseStranger(request, stream);
      const unbound = boundStranger(stream);
      stream.once("close", () => place.leave());
      server.handleUpgrade(request, stream, head, (socket) => {
        watch.add(socket, request.socket, () => links.isWaiting(socket));
        const liftBound = bounds.watch(socket, stream);
        servePrinterSocket(socket, {
          address,
          times,
          solver: solver.get,
          admit: (link, abilities) => links.open(link, abilities, { socket, onAsked: liftBound }),
          receive: (message) => links.receive(message, socket),
          onHandshake: () => place.keep(),
          onAccepted: () => {
            place.leave();
            unbound();
            links.greet(socket);
          },
        });
      });
    },
    hear: links.hear,
    close: async () => {
      watch.stop();
      await links.close();
      for (const socket of server.clients) socket.terminate();
      await solver.close();
    },
  };
}
