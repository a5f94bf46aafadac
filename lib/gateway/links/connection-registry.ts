import type { WebSocket } from "ws";
import { monotonicMs, seconds } from "@/lib/clock";
import type { AccessChange } from "@/lib/db/access-lease";
import type { Abilities } from "@/lib/gateway/handshake/check-handshake";
import { connectionLimiter } from "@/lib/gateway/links/connection-limiter";
import { liveLinks, type LiveLink } from "@/lib/gateway/links/live-links";
import {
  closeLinks,
  openLink,
  refreshLinks,
  type NewLink,
  type Placed,
  type Refused,
} from "@/lib/gateway/links/printer-link-store";
import { inTurnOf } from "@/lib/gateway/links/turns-of-ids";
import { warnOfCopies } from "@/lib/gateway/links/warn-of-copies";
import { holdStreams, type PrinterStreams } from "@/lib/gateway/streams/hold-streams";
import type { StreamTimes } from "@/lib/gateway/streams/stream-times";
import { log } from "@/lib/observability/log";
import { comeBackIn, UNLINKED } from "@/lib/octostream/close-reasons";
import { frameOutput } from "@/lib/octostream/frame-output";
import type { Message } from "@/lib/octostream/messages";
import { toldOwnership } from "@/lib/octostream/told-ownership";
import { randomDigits } from "@/lib/random";

/** When this server stops, its printers come back within this time. */
const SPREAD_SECONDS = 10;

const REFRESH_MS = seconds(30);

/** Time for the printer's side to answer a close before the socket is cut. */
const GOODBYE_MS = seconds(5);

/**
 * Links of printers without an owner: a new identity costs nothing, so their number has to have an end. Enough for a
 * workshop that sets up many at once.
 */
const UNOWNED_PLACES = { perAddress: 20, perNetwork: 100, inAll: 20_000 };

const logFault = (what: string) => (error: unknown) => {
  log.error({ reason: error instanceof Error ? error.message.slice(0, 300) : "unknown" }, what);
};

/** A printer's connection. */
type Peer = {
  socket: WebSocket;
  /** It is asked something: streams exist only for printers with an owner. */
  onAsked(): void;
};

export type Links = {
  /** Gives a printer its place, if its key is right; an older link of the same printer is ended. */
  open(link: NewLink, abilities: Abilities, peer: Peer): Promise<({ ok: true } & Placed) | Refused>;
  /** Says to the program of a printer just accepted that it will hear of its owner. */
  greet(socket: WebSocket): void;
  /** Something was changed in the database, by whichever server. */
  hear(change: AccessChange): void;
  /** Takes a message of an accepted printer. */
  receive(message: Message, socket: WebSocket): void;
  /** Whether a request waits for the printer of a connection. */
  isWaiting(socket: WebSocket): boolean;
  /** Ends all links and takes their printers offline. */
  close(): Promise<void>;
};

type HeldLink = LiveLink & {
  streams: PrinterStreams;
  /** The printer has an owner, or is gone: it needs no place among the unowned ones. */
  leaveUnowned(): void;
  /** The printer had an owner when that was last looked at, */
  owned: boolean;
  /** and this name. */
  name: string | null;
  /** Says to its program whether it has an owner; nothing where that does not want to hear it. */
  tellOwnership(): void;
};

function lanOrigin(ip: string | null, port: number | null): URL | undefined {
  const host = ip?.includes(":") ? `[${ip}]` : ip;
  return host && URL.canParse(`http://${host}`) ? new URL(`http://${host}:${port ?? 80}`) : undefined;
}

function linkOf(
  { linkId, networkAddress: address, platform, lanIp, lanHttpPort, fault }: NewLink,
  { flowControl, hearsOwnership, localAuth, tooOld }: Abilities,
  { socket, onAsked }: Peer,
  place: Pick<HeldLink, "printerId" | "publicId" | "owned" | "name" | "leaveUnowned">,
  times: StreamTimes | undefined,
): HeldLink {
  const output = frameOutput(socket);
  const end = (reason?: string) => {
    socket.close(1001, reason);
    setTimeout(() => socket.terminate(), GOODBYE_MS).unref();
  };
  const link: Omit<HeldLink, "streams"> = {
    ...place,
    linkId,
    address,
    flowControl,
    localAuth,
    platform,
    origin: lanOrigin(lanIp, lanHttpPort),
    tooOld,
    needsDictionary: fault === "needs_dictionary",
    tellOwnership: () => void (hearsOwnership && output.send(toldOwnership(link.owned))),
    popup: (popup) => output.send({ type: "UiPopup", ...popup }),
    end,
  };
  const streams = holdStreams(socket, {
    get publicId() {
      return link.publicId;
    },
    output,
    flowControl,
    times,
    onOpening: onAsked,
  });
  return Object.assign(link, { streams });
}

export type LinkTimes = { refreshMs?: number | undefined; streams?: StreamTimes | undefined };

const markOffline = (linkIds: string[]) =>
  closeLinks(linkIds).catch(logFault("a printer could not be marked as offline"));

/**
 * Brings links up to date with the database, and it with them.
 * @param isTurn it is done from time to time, and not since something was changed: whoever removed a row tells its
 * printer why, and this must not come before
 */
async function refresh(links: readonly HeldLink[], isTurn: boolean): Promise<void> {
  if (links.length === 0) return;
  const still = await refreshLinks(links);
  // Its row was deleted (the printer was removed), or the printer connected to another server: it must not stay here
  // unseen. If it is really here it comes back with a new handshake.
  for (const link of links) {
    const row = still.get(link.linkId);
    if (!row && !isTurn) continue;
    // Or another server gave its id to another machine.
    if (!row || row.publicId !== link.publicId) link.end();
    else if (row.owned) link.leaveUnowned();
    // Removed from its account by another server: this one tells it.
    else if (link.owned) link.end(UNLINKED);
    const isNews = row !== undefined && (row.owned !== link.owned || row.name !== link.name);
    link.owned = row?.owned ?? false;
    link.name = row?.name ?? null;
    if (isNews) link.tellOwnership();
  }
}

/** The links of this process. */
class HeldLinks {
  private readonly byId = new Map<string, HeldLink>();
  private readonly bySocket = new WeakMap<WebSocket, HeldLink>();
  private isClosing = false;

  all(): HeldLink[] {
    return [...this.byId.values()];
  }

  of(socket: WebSocket): HeldLink | undefined {
    return this.bySocket.get(socket);
  }

  /** Takes a new link in; an older one of the same printer is ended. */
  add(link: HeldLink, socket: WebSocket): void {
    this.bySocket.set(socket, link);
    const since = monotonicMs();
    log.info({ printer: link.publicId, link: link.linkId, platform: link.platform }, "a printer is online");
    const older = liveLinks().get(link.publicId);
    this.byId.set(link.linkId, link);
    liveLinks().set(link.publicId, link);
    older?.end();
    socket.once("close", (code) => {
      const [ms, printer] = [Math.round(monotonicMs() - since), link.publicId];
      log.info({ printer, link: link.linkId, code, ms }, "a printer is offline");
      link.streams.end();
      link.leaveUnowned();
      this.byId.delete(link.linkId);
      if (liveLinks().get(link.publicId) === link) liveLinks().delete(link.publicId);
      if (!this.isClosing) void markOffline([link.linkId]);
    });
  }

  async close(): Promise<void> {
    this.isClosing = true;
    const links = this.all();
    // Spread, so that they do not all stand before the next server, or another one, at the same moment.
    for (const link of links) link.end(comeBackIn(Number(randomDigits(6)) % (SPREAD_SECONDS + 1)));
    if (links.length > 0) await markOffline(links.map(({ linkId }) => linkId));
  }
}

/**
 * The links of this process, and their presence in the database.
 * @param times between two refreshes of lastSeenAt, and of streams
 */
export function connectionRegistry({ refreshMs = REFRESH_MS, streams: streamTimes }: LinkTimes = {}): Links {
  const held = new HeldLinks();
  const unowned = connectionLimiter(UNOWNED_PLACES);
  const warnOfCopy = warnOfCopies();
  const timer = setInterval(
    () => void refresh(held.all(), true).catch(logFault("the presence of printers could not be refreshed")),
    refreshMs,
  );
  timer.unref();

  const open = async (link: NewLink, abilities: Abilities, peer: Peer) => {
    // The place is taken before it is known whether one is needed: many at once would all find the last one free.
    const leave = unowned.enter(link.networkAddress);
    let keepsPlace = false;
    try {
      const opened = await openLink(link, leave !== undefined);
      if (!opened.ok) {
        if (opened.error === "copied") warnOfCopy(opened.publicId);
      } else if (peer.socket.readyState === peer.socket.OPEN) {
        keepsPlace = !opened.owned;
        const { printerId, publicId, owned, name } = opened;
        const place = { printerId, publicId, owned, name, leaveUnowned: () => leave?.() };
        held.add(linkOf(link, abilities, peer, place, streamTimes), peer.socket);
      } else void markOffline([link.linkId]);
      return opened;
    } finally {
      if (!keepsPlace) leave?.();
    }
  };

  return {
    // In turn, so that the database and the registry agree which of two connections at once is the newest.
    open: (link, abilities, peer) => inTurnOf(link.publicId, () => open(link, abilities, peer)),
    greet: (socket) => held.of(socket)?.tellOwnership(),
    hear: (change) => {
      if (change.kind !== "printer" && change.kind !== "all") return;
      const links = held.all().filter((link) => change.kind === "all" || link.printerId === change.id);
      void refresh(links, false).catch(logFault("the owner of a printer could not be looked at"));
    },
    receive: (message, socket) => {
      if (message.type === "StreamFrame") held.of(socket)?.streams.receive(message);
    },
    isWaiting: (socket) => held.of(socket)?.streams.isWaiting() ?? false,
    close: async () => {
      clearInterval(timer);
      await held.close();
    },
  };
}
