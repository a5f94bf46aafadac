import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import { seconds } from "@/lib/clock";
import { digest } from "@/lib/digest";
import { agentLink } from "@/lib/gateway/agents/agent-link";
import { describeAgent, openAgentLink, type AgentDescription } from "@/lib/gateway/agents/agent-link-store";
import { agentLinks, type AgentLinks } from "@/lib/gateway/agents/agent-links";
import { AGENT_TIMES, type AgentTimes } from "@/lib/gateway/agents/agent-streams";
import { isDeadToken, rememberDeadToken } from "@/lib/gateway/agents/dead-tokens";
import { refuseAgent } from "@/lib/gateway/agents/refuse-agent";
import { boundMessages } from "@/lib/gateway/bound-messages";
import type { Gateway } from "@/lib/gateway/create-gateway";
import { connectionLimiter } from "@/lib/gateway/links/connection-limiter";
import { closeLinks } from "@/lib/gateway/links/printer-link-store";
import { UnauthenticatedLimiter } from "@/lib/gateway/links/unauthenticated-limiter";
import { watchSockets } from "@/lib/gateway/watch-sockets";
import { MAX_MESSAGE_BYTES } from "@/lib/obico/limits";
import { recordFault } from "@/lib/observability/record-fault";
import { randomToken } from "@/lib/random";
import { consume } from "@/lib/rate-limits/rate-limit-store";

/** Where agents connect, on the portal's port. They add a slash. */
export const AGENTS_PATH = "/ws/dev";

/** As agents write it; a token is what the portal gave: letters and digits. */
const BEARER = /^bearer ([A-Za-z0-9]{20,200})$/i;

/** Links of agents whose printer nobody said yes to yet. */
const UNOWNED_PLACES = { perAddress: 20, perNetwork: 100, inAll: 20_000 };

const LINK_ID_LENGTH = 22;

export type AgentGatewayOptions = Partial<AgentTimes> & {
  /** Between our pings, and without any byte before a connection counts as dead. */
  pingMs?: number;
  silentMs?: number;
  refreshMs?: number;
  /** For an older connection to show that it lives. */
  olderMs?: number;
};

export type AgentGatewayDependencies = {
  /** The printer whose agent has this token; null for a dead one. */
  findAgent(token: string): Promise<{ publicId: string } | null>;
};

type Caller = { request: IncomingMessage; stream: Duplex; head: Buffer; address: string; keyDigest: string };

/** Decides about agents' upgrades, and gives good ones their place. */
class AgentDoor {
  private readonly unowned = connectionLimiter(UNOWNED_PLACES);
  private readonly bounds = boundMessages();
  private readonly watch;
  private readonly times: AgentTimes;
  readonly server = new WebSocketServer({
    noServer: true,
    clientTracking: true,
    perMessageDeflate: false,
    maxPayload: MAX_MESSAGE_BYTES,
  });

  constructor(
    private readonly dependencies: AgentGatewayDependencies,
    private readonly links: AgentLinks,
    { pingMs = seconds(30), silentMs = seconds(90), ...times }: AgentGatewayOptions,
  ) {
    this.times = { ...AGENT_TIMES, ...times };
    this.watch = watchSockets({ pingMs, silentMs, askMs: pingMs, tellMs: silentMs });
  }

  /** Whether a token's printer takes this connection. @returns the status that refuses it; undefined when it has */
  async admit(caller: Caller, token: string): Promise<number | undefined> {
    const { address, keyDigest } = caller;
    const allowed = await consume("handshakesPerAddress", address);
    if (!allowed.ok) return 429;
    const agent = await this.dependencies.findAgent(token);
    if (!agent) {
      rememberDeadToken(keyDigest);
      return 401;
    }
    const { publicId } = agent;
    // Ending the older one would make a copied card's two machines take turns for ever.
    if (await this.links.isAlive(publicId)) return 409;
    return this.open(caller, publicId);
  }

  stop(): void {
    this.watch.stop();
    for (const socket of this.server.clients) socket.terminate();
  }

  private async open(caller: Caller, publicId: string): Promise<number | undefined> {
    const { address, keyDigest, stream } = caller;
    const leave = this.unowned.enter(address);
    const linkId = randomToken(LINK_ID_LENGTH);
    let isHere = false;
    let status = 503;
    try {
      const opened = await openAgentLink({ publicId, keyDigest, linkId, networkAddress: address });
      if (!opened) status = 401;
      else if (!stream.destroyed && (opened.owned || leave))
        isHere = this.accept(caller, { publicId, linkId, ...opened, leaveUnowned: () => leave?.() });
      if (opened && !isHere) await closeLinks([linkId]);
      if (opened?.owned) leave?.();
    } finally {
      if (!isHere) leave?.();
    }
    return isHere ? undefined : status;
  }

  /** @returns whether it is a WebSocket now: what was no handshake of one has been answered */
  private accept({ request, stream, head, address }: Caller, { leaveUnowned, owned, ...opened }: Opened): boolean {
    const onDescribed = (description: AgentDescription) =>
      void describeAgent(opened.linkId, description).catch(recordFault);
    let isAccepted = false;
    this.server.handleUpgrade(request, stream, head, (socket) => {
      isAccepted = true;
      socket.on("error", (error) => {
        if ("code" in error && error.code === "WS_ERR_UNSUPPORTED_MESSAGE_LENGTH") link.over(true);
        socket.terminate();
      });
      this.watch.add(socket, request.socket, () => false);
      const onOpening = this.bounds.watch(socket, stream);
      const link = agentLink({ ...opened, address, socket, times: this.times, onOpening, onDescribed });
      socket.on("message", (frame: Buffer, isBinary) => link.receive(frame, isBinary));
      this.links.add(link, socket, { owned, leaveUnowned });
      link.agent?.viewing(false);
    });
    return isAccepted;
  }
}

type Opened = {
  printerId: string;
  publicId: string;
  linkId: string;
  platform: number;
  owned: boolean;
  leaveUnowned(): void;
};

/**
 * The end of Obico's protocol that is the service's: agents connect here with the token that they got when they were
 * linked (docs/printer-protocol.md#9-obicos-agents). Their printers are like all others from here on.
 * @param options times, for tests
 */
export function createAgentGateway(dependencies: AgentGatewayDependencies, options: AgentGatewayOptions = {}): Gateway {
  const strangers = new UnauthenticatedLimiter();
  const links = agentLinks(options);
  const door = new AgentDoor(dependencies, links, options);
  return {
    handleUpgrade: (request, stream, head, address) => {
      stream.on("error", () => stream.destroy());
      const token = BEARER.exec(request.headers.authorization ?? "")?.[1];
      const keyDigest = token && digest(token);
      // A dead token comes back for ever: it costs nothing but this.
      if (!token || !keyDigest || isDeadToken(keyDigest)) return refuseAgent(request, stream, 401);
      const place = strangers.enter(address, () => stream.destroy());
      if (!place) return refuseAgent(request, stream, 503);
      stream.once("close", () => place.leave());
      const caller = { request, stream, head, address, keyDigest };
      void links
        .inTurn(keyDigest, () => door.admit(caller, token))
        .then((status) => status && refuseAgent(request, stream, status))
        .catch((error: unknown) => {
          recordFault(error);
          refuseAgent(request, stream, 503);
        })
        .finally(() => place.leave());
    },
    close: async () => {
      await links.close();
      door.stop();
    },
  };
}
