import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { now } from "@/lib/clock";
import { env } from "@/lib/env";
import type { LimitAnswer } from "@/lib/rate-limits/rate-limit-store";
import { recordFault } from "@/lib/observability/record-fault";
import { explain } from "@/lib/observability/request-reference";
import { isHandshake } from "@/lib/relay/check-handshake";
import { endedSince, exchangesOf } from "@/lib/connections/open-exchanges";
import type { RelayStatus } from "@/lib/relay/relay-errors";
import { relayRequest } from "@/lib/relay/relay-request";
import { relaySocket } from "@/lib/relay/relay-socket";
import type { RelayDependencies, RelayTarget } from "@/lib/relay/relay-types";
import { webcamBudget } from "@/lib/relay/webcam-budget";
import { refuseUpgrade, sendRelayError } from "@/lib/relay/send-relay-error";

/** Requests and WebSockets of one connection at once, those that an app does not read to their end included. */
const MOST_EXCHANGES = 150;

/** What guesses of hosts or credentials are answered. */
const GUESSES: RelayStatus[] = [603, 606];

export type Relay = {
  /**
   * Answers a request to `app-<label>.<relay domain>`. `request.url` must be as it came.
   * @param address the client's, normalised
   */
  handleRequest(request: IncomingMessage, response: ServerResponse, label: string, address: string): Promise<void>;
  /** The same for an upgrade; only WebSockets are upgraded, and only plain handshakes. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer, label: string, address: string): Promise<void>;
};

type NotAdmitted = { ok: false; status: RelayStatus; retryAfterSeconds?: number };
type Admitted = { ok: true; target: RelayTarget } | NotAdmitted;

/**
 * An app's request on its way to a printer and back (docs/app-contract.md#5-the-relay). Every request is authenticated
 * by itself.
 */
export function createRelay({
  authenticate,
  limits,
  takeWebcamMinute,
  takeGuess,
  takeSocket,
}: RelayDependencies): Relay {
  const webcam = webcamBudget(takeWebcamMinute);
  const tooMany = (request: IncomingMessage, allowed: LimitAnswer): NotAdmitted | undefined => {
    if (allowed.ok) return undefined;
    explain(request, "limit");
    return { ok: false, status: 600, retryAfterSeconds: allowed.retryAfterSeconds };
  };
  const admit = async (request: IncomingMessage, label: string, address: string): Promise<Admitted> => {
    const startedAt = now().getTime();
    try {
      const authenticated = await authenticate(label, request.headers.authorization, address);
      // Only guesses are counted, and only they are answered otherwise: a dead connection in a home stops no other.
      if (!authenticated.ok)
        return (GUESSES.includes(authenticated.status) && tooMany(request, await takeGuess(address))) || authenticated;
      if (endedSince(authenticated.connectionId, startedAt)) return { ok: false, status: 604 };
      if (exchangesOf(authenticated.connectionId) >= MOST_EXCHANGES) {
        explain(request, "too_many_exchanges");
        return { ok: false, status: 600, retryAfterSeconds: 5 };
      }
      const { relayDomain, portalUrl } = env();
      const publicHost = `app-${label}.${relayDomain}`;
      const publicOrigin = `${new URL(portalUrl).protocol}//${publicHost}`;
      return {
        ok: true,
        target: {
          connectionId: authenticated.connectionId,
          userId: authenticated.userId,
          publicId: authenticated.printer.publicId,
          publicHost,
          publicOrigin,
          limits,
          webcam,
        },
      };
    } catch (error) {
      recordFault(error);
      explain(request, "fault");
      return { ok: false, status: 600 };
    }
  };

  const admitSocket = async (request: IncomingMessage, label: string, address: string): Promise<Admitted> => {
    const admitted = await admit(request, label, address);
    try {
      return (admitted.ok && tooMany(request, await takeSocket(admitted.target.connectionId))) || admitted;
    } catch (error) {
      recordFault(error);
      explain(request, "fault");
      return { ok: false, status: 600 };
    }
  };

  return {
    handleRequest: async (request, response, label, address) => {
      const admitted = await admit(request, label, address);
      if (response.destroyed) return;
      if (admitted.ok) relayRequest(request, response, admitted.target);
      else sendRelayError(request, response, admitted.status, admitted.retryAfterSeconds);
    },
    handleUpgrade: async (request, socket, head, label, address) => {
      socket.on("error", () => socket.destroy());
      const admitted = await admitSocket(request, label, address);
      if (socket.destroyed) return;
      if (!admitted.ok) return refuseUpgrade(request, socket, admitted.status, admitted.retryAfterSeconds);
      if (!isHandshake(request, head)) return refuseUpgrade(request, socket, 400);
      relaySocket(request, socket, head, admitted.target);
    },
  };
}
