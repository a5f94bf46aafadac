import { readCredentials } from "@/lib/connections/read-credentials";
import { admitExchanges } from "@/lib/relay/admit-exchanges";
import { isHandshake } from "@/lib/relay/check-handshake";
import type { Relay } from "@/lib/relay/create-relay";
import { relayRequest } from "@/lib/relay/relay-request";
import { relaySocket } from "@/lib/relay/relay-socket";
import type { RelayDependencies, RelayTarget } from "@/lib/relay/relay-types";
import { answerOwnPath, ownPath } from "@/lib/tunnels/answer-own-path";
import { sendSignedPicture, signedPicture } from "@/lib/tunnels/signed-picture";
import { refuseTunnel, sendTunnelFault } from "@/lib/tunnels/tunnel-faults";

/** What is said in this kind of host's own words; what a printer says is for apps alone, not for pages elsewhere. */
const MANNER = { sendFault: sendTunnelFault, refuse: refuseTunnel, isForAppsAlone: true } as const;

const isBasic = (credentials: string | undefined) => readCredentials(credentials)?.by === "basic";

/**
 * A printer for apps that take a server's address, on `tun-<label>.<relay domain>`
 * (docs/app-contract.md#11-apps-that-take-a-servers-address): the relay with a user name and a password, other words
 * for what goes wrong, and a few paths of its own.
 */
export function createTunnels(dependencies: RelayDependencies): Relay {
  const { authenticate, findConnection } = dependencies;
  const byBasic: RelayDependencies["authenticate"] = (label, credentials, address) =>
    authenticate(label, isBasic(credentials) ? credentials : undefined, address);
  const { admit, admitSocket } = admitExchanges({ ...dependencies, authenticate: byBasic }, "tun");
  const inManner = (target: RelayTarget): RelayTarget => ({ ...target, ...MANNER });

  return {
    handleRequest: async (request, response, label, address) => {
      const own = ownPath(request.url ?? "");
      const picture = own !== undefined && signedPicture(own, label);
      if (picture) return sendSignedPicture(request, response, () => findConnection(label));
      const admitted = await admit(request, label, address);
      if (response.destroyed) return;
      if (!admitted.ok) return sendTunnelFault(request, response, admitted.status, admitted.retryAfterSeconds);
      const target = inManner(admitted.target);
      if (own === undefined) relayRequest(request, response, target);
      else await answerOwnPath(request, response, { own, label, target });
    },
    handleUpgrade: async (request, socket, head, label, address) => {
      socket.on("error", () => socket.destroy());
      const admitted = await admitSocket(request, label, address);
      if (socket.destroyed) return;
      if (!admitted.ok) return refuseTunnel(request, socket, admitted.status, admitted.retryAfterSeconds);
      if (!isHandshake(request, head) || ownPath(request.url ?? "") !== undefined)
        return refuseTunnel(request, socket, 400);
      relaySocket(request, socket, head, inManner(admitted.target));
    },
  };
}
