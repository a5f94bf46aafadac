import type { AgentRefusal } from "@/lib/gateway/agents/judge-agent-request";
import type { PrinterStreams } from "@/lib/gateway/streams/hold-streams";
import type { StreamRequest } from "@/lib/gateway/streams/stream-types";
import type { UiPopup } from "@/lib/octostream/messages";
import { shared } from "@/lib/shared";

/** What is different about a printer that one of Obico's agents connects. */
export type AgentPart = {
  /** Says whether somebody looks: it then sends a picture. @returns false when the connection is ending */
  viewing(isViewing: boolean): boolean;
  /** @returns why a request cannot go through it; undefined when it can */
  judge(request: StreamRequest): AgentRefusal | undefined;
};

/**
 * A connected printer. Only `lib/gateway` uses it; others call its verbs (show-popup, open-stream, is-connected-from).
 */
export type LiveLink = {
  readonly linkId: string;
  /** Of its row, which never changes. */
  readonly printerId: string;
  /** What it is called here: another id once it gets the one that it says (move-links). */
  publicId: string;
  /** Normalised address that the printer is connected from. */
  readonly address: string;
  /** Its program counts credit for streams, and tells how a WebSocket opened and closed. */
  readonly flowControl: boolean;
  /**
   * It can act in OctoPrint with an authority of its own, when a stream is opened that way
   * (docs/printer-protocol.md#45-local-authority).
   */
  readonly localAuth: boolean;
  /** `HostPlatform` of the protocol. */
  readonly platform: number;
  /** Of its web server, as it says itself: its address and port in its own network. */
  readonly origin: URL | undefined;
  /** Its program has to be updated before apps can be relayed to it. */
  readonly tooOld: boolean;
  /** It packs its answers in a way that this service cannot unpack. */
  readonly needsDictionary: boolean;
  /** @returns false when the connection is ending */
  popup(popup: Omit<UiPopup, "type">): boolean;
  readonly streams: Pick<PrinterStreams, "open">;
  /** Its program is one of Obico's agents. */
  readonly agent?: AgentPart;
  /** Ends the connection; the printer comes back by itself unless it was replaced. @param reason told with the close */
  end(reason?: string): void;
};

/** The printers connected to this process, by printer id. Kept once a process: pages ask too, from their own bundle. */
export function liveLinks(): Map<string, LiveLink> {
  return shared("gateway-links", () => new Map<string, LiveLink>());
}
