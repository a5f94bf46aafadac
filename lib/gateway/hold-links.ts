import type { WebSocket } from "ws";
import { seconds } from "@/lib/clock";
import type { Abilities } from "@/lib/gateway/check-handshake";
import { liveLinks, type LiveLink } from "@/lib/gateway/live-links";
import { closeLinks, openLink, refreshLinks, type LinkFault, type NewLink } from "@/lib/gateway/printer-link-store";
import { frameOutput } from "@/lib/gateway/protocol/frame-output";
import type { Message } from "@/lib/gateway/protocol/messages";
import { holdStreams, type PrinterStreams } from "@/lib/gateway/streams/hold-streams";
import type { StreamTimes } from "@/lib/gateway/streams/stream-times";
import { takeTurns } from "@/lib/gateway/take-turns";
import { warnOfCopies } from "@/lib/gateway/warn-of-copies";
import { log } from "@/lib/observability/log";
import type { Result } from "@/lib/result";

const REFRESH_MS = seconds(30);

/** Time for the printer's side to answer a close before the socket is cut. */
const GOODBYE_MS = seconds(5);

const logFault = (what: string) => (error: unknown) => {
  log.error({ reason: error instanceof Error ? error.message.slice(0, 300) : "unknown" }, what);
};

export type Links = {
  /** Gives a printer its place, if its key is right; an older link of the same printer is ended. */
  open(link: NewLink, abilities: Abilities, socket: WebSocket): Promise<Result<{ owned: boolean }, LinkFault>>;
  /** Takes a message of an accepted printer. */
  receive(message: Message, socket: WebSocket): void;
  /** Ends all links and takes their printers offline. */
  close(): Promise<void>;
};

function linkOf({ printerId, linkId, networkAddress: address }: NewLink, { flow, localAuth, tooOld }: Abilities, socket: WebSocket, times: StreamTimes | undefined): LiveLink & { streams: PrinterStreams } {
  const output = frameOutput(socket);
  const end = () => {
    socket.close(1001);
    setTimeout(() => socket.terminate(), GOODBYE_MS).unref();
  };
  return { printerId, linkId, address, flow, localAuth, tooOld, popup: (popup) => output.send({ type: "UiPopup", ...popup }), streams: holdStreams(socket, { printerId, output, flow, times }), end };
}

export type LinkTimes = { refreshMs?: number | undefined; streams?: StreamTimes | undefined };

/** The links of this process, and their presence in the database. @param times between two refreshes of lastSeenAt, and of streams */
export function holdLinks({ refreshMs = REFRESH_MS, streams: streamTimes }: LinkTimes = {}): Links {
  const held = new Map<string, LiveLink>();
  const bySocket = new WeakMap<WebSocket, PrinterStreams>();
  const warnOfCopy = warnOfCopies();
  let closing = false;

  const inTurn = takeTurns();
  const markOffline = (linkIds: string[]) => closeLinks(linkIds).catch(logFault("a printer could not be marked as offline"));

  const refresh = async () => {
    const before = [...held.values()];
    if (before.length === 0) return;
    const still = await refreshLinks(before);
    // Its row was deleted (the printer was removed), or the printer connected to another server: it must not stay here
    // unseen. If it is really here it comes back with a new handshake.
    for (const link of before) if (!still.has(link.linkId)) link.end();
  };
  const timer = setInterval(() => void refresh().catch(logFault("the presence of printers could not be refreshed")), refreshMs);
  timer.unref();

  const add = (link: LiveLink & { streams: PrinterStreams }, socket: WebSocket) => {
    bySocket.set(socket, link.streams);
    const older = liveLinks().get(link.printerId);
    held.set(link.linkId, link);
    liveLinks().set(link.printerId, link);
    older?.end();
    socket.once("close", () => {
      link.streams.end();
      held.delete(link.linkId);
      if (liveLinks().get(link.printerId) === link) liveLinks().delete(link.printerId);
      if (!closing) void markOffline([link.linkId]);
    });
  };

  return {
    // In turn, so that the database and the registry agree which of two connections at once is the newest.
    open: (link, abilities, socket) =>
      inTurn(link.printerId, async () => {
        const opened = await openLink(link);
        if (!opened.ok && opened.error === "copied") warnOfCopy(link.printerId);
        if (!opened.ok) return opened;
        if (socket.readyState === socket.OPEN) add(linkOf(link, abilities, socket, streamTimes), socket);
        else void markOffline([link.linkId]);
        return opened;
      }),
    receive: (message, socket) => {
      if (message.type === "StreamFrame") bySocket.get(socket)?.receive(message);
    },
    close: async () => {
      closing = true;
      clearInterval(timer);
      const linkIds = [...held.keys()];
      for (const link of held.values()) link.end();
      if (linkIds.length > 0) await markOffline(linkIds);
    },
  };
}
