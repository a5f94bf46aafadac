import type { WebSocket } from "ws";
import { seconds } from "@/lib/clock";
import type { AgentLink } from "@/lib/gateway/agents/agent-link";
import { keyedMutex, type Turns } from "@/lib/gateway/links/keyed-mutex";
import { liveLinks } from "@/lib/gateway/links/live-links";
import { closeLinks, refreshLinks } from "@/lib/gateway/links/printer-link-store";
import { recordFault } from "@/lib/observability/record-fault";

const REFRESH_MS = seconds(30);
const OLDER_MS = seconds(5);

type Held = {
  link: AgentLink;
  socket: WebSocket;
  owned: boolean;
  /** It has an owner, or is gone: it needs no place among those without. */
  leaveUnowned(): void;
};

export type AgentLinks = {
  /** One after the other for each token. */
  inTurn: Turns;
  /** Whether an agent of a printer is connected and answers. One that does not is ended. */
  isAlive(publicId: string): Promise<boolean>;
  add(link: AgentLink, socket: WebSocket, place: Pick<Held, "owned" | "leaveUnowned">): void;
  /** Ends all links and takes their printers offline. */
  close(): Promise<void>;
};

const markOffline = (linkIds: string[]) => closeLinks(linkIds).catch(recordFault);

/** @returns whether a ping is answered in time */
function answers(socket: WebSocket, withinMs: number): Promise<boolean> {
  if (socket.readyState !== socket.OPEN) return Promise.resolve(false);
  return new Promise((resolve) => {
    const settle = (isAlive: boolean) => {
      clearTimeout(deadline);
      socket.off("pong", onPong);
      socket.off("close", onClose);
      resolve(isAlive);
    };
    const onPong = () => settle(true);
    const onClose = () => settle(false);
    const deadline = setTimeout(() => settle(false), withinMs);
    socket.on("pong", onPong);
    socket.on("close", onClose);
    socket.ping();
  });
}

/** The agents connected to this process, and their presence in the database. @param options times, for tests */
export function agentLinks({
  refreshMs = REFRESH_MS,
  olderMs = OLDER_MS,
}: { refreshMs?: number; olderMs?: number } = {}): AgentLinks {
  const held = new Map<string, Held>();
  let isClosing = false;

  const forget = ({ link, leaveUnowned }: Held) => {
    link.over(false);
    leaveUnowned();
    held.delete(link.linkId);
    if (liveLinks().get(link.publicId) === link) liveLinks().delete(link.publicId);
    if (!isClosing) void markOffline([link.linkId]);
  };

  const refresh = async () => {
    const all = [...held.values()];
    if (all.length === 0) return;
    const still = await refreshLinks(all.map(({ link }) => link));
    for (const one of all) {
      const row = still.get(one.link.linkId);
      // Removed by another server, or nobody said in time that it is theirs: its token is dead.
      if (!row || (one.owned && !row.owned)) one.link.end();
      if (row?.owned) one.leaveUnowned();
      one.owned = row?.owned ?? false;
    }
  };
  const timer = setInterval(() => void refresh().catch(recordFault), refreshMs);
  timer.unref();

  return {
    inTurn: keyedMutex(),
    isAlive: async (publicId) => {
      const older = [...held.values()].find(({ link }) => link.publicId === publicId);
      if (!older) return false;
      if (await answers(older.socket, olderMs)) return true;
      older.socket.terminate();
      return false;
    },
    add: (link, socket, place) => {
      const one = { link, socket, ...place };
      held.set(link.linkId, one);
      liveLinks().set(link.publicId, link);
      socket.once("close", () => forget(one));
    },
    close: async () => {
      isClosing = true;
      clearInterval(timer);
      const all = [...held.values()];
      for (const { link } of all) link.end();
      if (all.length > 0) await markOffline(all.map(({ link }) => link.linkId));
    },
  };
}
