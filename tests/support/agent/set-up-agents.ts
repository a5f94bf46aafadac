import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll } from "vitest";
import { db } from "@/lib/db/client";
import { overrideEnv } from "@/lib/env";
import { AGENTS_PATH, createAgentGateway, type AgentGatewayOptions } from "@/lib/gateway/agents/agent-gateway";
import { offerPicture } from "@/lib/gateway/agents/pictures";
import type { Gateway } from "@/lib/gateway/create-gateway";
import { liveLinks } from "@/lib/gateway/links/live-links";
import { clientAddress } from "@/lib/http/client-address";
import { createAgent, findAgentByToken } from "@/lib/printers/agents/agent-token-store";
import { startAgentPrinter, type AgentPrinter } from "@/tests/support/agent/agent-printer";
import { TestAgent, type AgentOptions } from "@/tests/support/agent/test-agent";
import { setUpDatabase } from "@/tests/support/database";
import { until } from "@/tests/support/plugin";
import { newTestRelay, relayServer, type TestRelay } from "@/tests/support/relay";
import { someAccount } from "@/tests/support/world";

export type TestAgents = {
  relay: TestRelay;
  printer: AgentPrinter;
  /** Of the portal. */
  origin: string;
  /** Questions to the database whose a token is. */
  asked: number;
  /** A linked printer. @returns its token and ids */
  link(change?: { kind?: AgentOptions["kind"]; owned?: boolean }): Promise<Linked>;
  /** An agent that is connected, and the relay's printer from now on. */
  connect(change?: Partial<AgentOptions> & { owned?: boolean }): Promise<Linked & { agent: TestAgent }>;
  agent(linked: Linked, change?: Partial<AgentOptions>): TestAgent;
};

export type Linked = { token: string; publicId: string; printerId: string };

/** Waits scaled to a twentieth: reading stops for 55 ms when a WebSocket opens, for 6 s when it is refused. */
export const SCALE = 0.05;

async function takePicture(request: IncomingMessage): Promise<void> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  const type = { "content-type": request.headers["content-type"] ?? "" };
  const form = await new Response(Buffer.concat(pieces), { headers: type }).formData();
  const agent = await findAgentByToken((request.headers.authorization ?? "").replace("Token ", ""));
  const picture = form.get("pic");
  if (agent && picture instanceof Blob) offerPicture(agent.publicId, Buffer.from(await picture.arrayBuffer()));
}

/** A portal that is nothing but the agents' end. */
function portalServer(gateway: () => Gateway): Server {
  const server = createServer((request, response) => void takePicture(request).finally(() => response.end("{}")));
  server.on("upgrade", (request: IncomingMessage, socket, head) => {
    if (request.url === `${AGENTS_PATH}/`) gateway().handleUpgrade(request, socket, head, clientAddress(request));
    else socket.destroy();
  });
  return server;
}

async function linkPrinter(kind: AgentOptions["kind"], owned: boolean): Promise<Linked> {
  const platform = kind === "moonraker" ? "klipper" : "octoprint";
  const linked = await db().$transaction((tx) =>
    createAgent({ platform, lanIp: null, networkAddress: "203.0.113.7" }, tx),
  );
  if (!owned) return linked;
  const { id: ownerId } = await someAccount();
  await db().printer.update({
    where: { id: linked.printerId },
    data: { ownerId, name: "Mini", claimedAt: new Date() },
  });
  return linked;
}

/** For tests: the agents' gateway, a relay, a printer with an agent beside it, and their database. */
export function setUpAgents(options: AgentGatewayOptions = {}): TestAgents {
  setUpDatabase();
  const relay = newTestRelay();
  const running: TestAgent[] = [];
  let gateway: Gateway | undefined;
  const portal = portalServer(() => gateway!);
  const relaying = relayServer(relay);

  const link: TestAgents["link"] = ({ kind = "octoprint", owned = true } = {}) => linkPrinter(kind, owned);
  const agents: TestAgents = {
    relay,
    printer: undefined as unknown as AgentPrinter,
    origin: "",
    asked: 0,
    link,
    agent: ({ token }, change = {}) => {
      const { origin, printer } = agents;
      const own = { portal: origin, token, kind: "octoprint", printer: printer.origin, scale: SCALE } as const;
      const agent = new TestAgent({ ...own, statusMs: 100_000, ...change });
      running.push(agent);
      return agent;
    },
    connect: async ({ owned = true, ...change } = {}) => {
      const linked = await link({ owned, ...(change.kind && { kind: change.kind }) });
      const agent = agents.agent(linked, change);
      await agent.connect();
      relay.publicId = linked.publicId;
      await until("the agent is connected", () => liveLinks().has(linked.publicId));
      return { ...linked, agent };
    },
  };

  beforeAll(async () => {
    const findAgent = (token: string) => (agents.asked++, findAgentByToken(token));
    gateway = createAgentGateway({ findAgent }, options);
    for (const server of [portal, relaying]) await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    agents.origin = `http://127.0.0.1:${(portal.address() as AddressInfo).port}`;
    relay.port = (relaying.address() as AddressInfo).port;
    overrideEnv({ relayDomain: `localhost:${relay.port}` });
    agents.printer = await startAgentPrinter();
  });
  afterEach(() => {
    for (const agent of running.splice(0)) agent.stop();
    Object.assign(agents.printer, { seen: [], messages: [] });
  });
  afterAll(async () => {
    await gateway?.close();
    await agents.printer.close();
    for (const server of [portal, relaying]) {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    }
  });
  return agents;
}
