import type { Outgoing } from "@/lib/octostream/messages";

/**
 * The protocol says whether a printer has an owner in the handshake's reply alone, which is too late for a person who
 * waits beside it. A connector that announces this in its handshake is sent the reply's words about it again each time
 * they have changed, and once right after the handshake, so that it knows it need not ask from time to time.
 */
export const OWNERSHIP_PROPERTY = ["portal-ownership", "told"] as const;

/** A message that says, after the handshake, whether the printer has an owner: its name has to be asked for. */
export const toldOwnership = (owned: boolean): Extract<Outgoing, { type: "HandshakeReply" }> => ({
  type: "HandshakeReply",
  accepted: true,
  connectedAccounts: owned ? ["linked"] : [],
});
