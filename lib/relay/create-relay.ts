import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { admitExchanges } from "@/lib/relay/admit-exchanges";
import { isHandshake } from "@/lib/relay/check-handshake";
import { isPreflight } from "@/lib/relay/preflight";
import { relayRequest } from "@/lib/relay/relay-request";
import { relaySocket } from "@/lib/relay/relay-socket";
import type { RelayDependencies } from "@/lib/relay/relay-types";
import { refuseUpgrade, sendRelayError } from "@/lib/relay/send-relay-error";

export type Relay = {
  /**
   * Answers a request to `app-<label>.<relay domain>`. `request.url` must be as it came.
   * @param address the client's, normalised
   */
  handleRequest(request: IncomingMessage, response: ServerResponse, label: string, address: string): Promise<void>;
  /** The same for an upgrade; only WebSockets are upgraded, and only plain handshakes. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer, label: string, address: string): Promise<void>;
};

/**
 * An app's request on its way to a printer and back (docs/app-contract.md#5-the-relay). Every request is authenticated
 * by itself.
 */
export function createRelay(dependencies: RelayDependencies): Relay {
  const { admit, admitPreflight, admitSocket } = admitExchanges(dependencies);

  return {
    handleRequest: async (request, response, label, address) => {
      const admitted = await (isPreflight(request) ? admitPreflight : admit)(request, label, address);
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
