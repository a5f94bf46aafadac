import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { RelayStatus } from "@/lib/relay/relay-errors";
import { refuseUpgrade, sendRelayError, type Wire } from "@/lib/relay/send-relay-error";

/** Everything about credentials: apps ask for them anew, or say that they are wrong (RFC 7617). */
const CHALLENGE: Wire = { status: 401, headers: { "WWW-Authenticate": 'Basic realm="printer", charset="UTF-8"' } };

/**
 * What the relay's statuses are for apps that take a server's address, requests and WebSocket handshakes alike
 * (docs/app-contract.md#11-apps-that-take-a-servers-address): 481 used up, 482 the printer is not connected, 483 no
 * answer.
 */
export const TUNNEL_STATUSES: Record<RelayStatus, Wire> = {
  400: { status: 400 },
  600: { status: 503 },
  601: { status: 482 },
  602: { status: 483 },
  603: CHALLENGE,
  604: CHALLENGE,
  605: { status: 481 },
  606: CHALLENGE,
  607: { status: 413 },
  608: { status: 413 },
  609: { status: 429 },
  610: { status: 482 },
};

/** Answers a request with a fault of the relay in these words. */
export const sendTunnelFault = (
  request: IncomingMessage,
  response: ServerResponse,
  status: RelayStatus,
  retryAfterSeconds?: number,
): void => sendRelayError(request, response, status, retryAfterSeconds, TUNNEL_STATUSES[status]);

/** Refuses a WebSocket handshake in these words; what the printer itself said stays as it is. */
export const refuseTunnel = (
  request: IncomingMessage,
  socket: Duplex,
  status: RelayStatus | { printerStatus: number },
  retryAfterSeconds?: number,
): void =>
  typeof status === "number"
    ? refuseUpgrade(request, socket, status, retryAfterSeconds, TUNNEL_STATUSES[status])
    : refuseUpgrade(request, socket, status);
