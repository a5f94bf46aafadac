import type { UiPopup } from "@/lib/gateway/protocol/messages";
import { shared } from "@/lib/shared";

/** A connected printer, as the rest of the server may use it: nothing of the protocol's power is reachable from here. */
export type LiveLink = {
  readonly linkId: string;
  readonly printerId: string;
  /** Normalised address that the printer is connected from. */
  readonly address: string;
  /** @returns false when the connection is ending */
  popup(popup: Omit<UiPopup, "type">): boolean;
  /** Ends the connection; the printer comes back by itself unless it was replaced. */
  end(): void;
};

/** The printers connected to this process, by printer id. Kept once a process: pages ask too, from their own bundle. */
export function liveLinks(): Map<string, LiveLink> {
  return shared("gateway-links", () => new Map<string, LiveLink>());
}
