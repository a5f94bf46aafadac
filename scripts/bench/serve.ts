// For the benchmark: the service's side of the relay in a process of its own, with real authentication and database.
// Prints one line of JSON when an app could begin. `/memory` answers how much memory it has.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { days, fromNow, now } from "@/lib/clock";
import { authenticateRelay, findRelayConnection } from "@/lib/connections/authenticate-connection";
import { CONNECTION_LIMITS } from "@/lib/connections/connection-limits";
import { keepConnections } from "@/lib/connections/keep-connections";
import { db } from "@/lib/db/client";
import { openDatabase } from "@/lib/db/open-database";
import { digest } from "@/lib/digest";
import { env, overrideEnv } from "@/lib/env";
import { createAgentGateway } from "@/lib/gateway/agents/agent-gateway";
import { createGateway, GATEWAY_PATH } from "@/lib/gateway/create-gateway";
import { createAgent, findAgentByToken } from "@/lib/printers/agents/agent-token-store";
import { randomLabel, randomToken } from "@/lib/random";
import { createRelay } from "@/lib/relay/create-relay";
import { RELAY_BUDGETS } from "@/lib/relay/relay-budgets";
import { createDrain } from "@/lib/server/drain";
import { createRouter } from "@/lib/server/router";
import { createTunnels } from "@/lib/tunnels/create-tunnels";
import { createDoor } from "@/lib/view/create-door";

/** A connection of a supporter's printer, made directly: the journey is not what is measured. */
async function connectApp(publicId: string): Promise<{ label: string; authorization: string }> {
  const [label, token, user, password, bearer] = [
    randomLabel(26),
    randomToken(30),
    randomToken(22),
    randomToken(22),
    randomToken(30),
  ];
  const owner = await db().user.create({
    data: { email: `bench-${publicId.toLowerCase()}@example.org` },
  });
  await db().entitlement.create({ data: { userId: owner.id, source: "grant", endsAt: fromNow(days(1)) } });
  const printer = await db().printer.update({
    where: { publicId },
    data: { ownerId: owner.id, claimedAt: now(), name: "Bench" },
  });
  const app = await db().app.upsert({ where: { id: "bench" }, create: { id: "bench", name: "Bench" }, update: {} });
  const consent = await db().consent.create({ data: { userId: owner.id, appId: app.id, printerId: printer.id } });
  await db().appConnection.create({
    data: {
      id: randomToken(22),
      consentId: consent.id,
      appId: app.id,
      userId: owner.id,
      printerId: printer.id,
      sibling: 1,
      labelDigest: digest(label),
      tokenDigest: digest(token),
      basicUserDigest: digest(user),
      basicPasswordDigest: digest(password),
      bearerDigest: digest(bearer),
    },
  });
  return { label, authorization: `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}` };
}

const database = await openDatabase();
const kept = keepConnections();
const gateway = createGateway();
const agents = createAgentGateway({ findAgent: findAgentByToken });

/** A printer that an agent connects, and an app's connection to it. */
async function linkAgent() {
  const linked = await db().$transaction((tx) =>
    createAgent({ platform: "octoprint", lanIp: null, networkAddress: "203.0.113.7" }, tx),
  );
  return { ...linked, ...(await connectApp(linked.publicId)) };
}
const forApps = {
  authenticate: authenticateRelay,
  findConnection: findRelayConnection,
  limits: CONNECTION_LIMITS,
  ...RELAY_BUDGETS,
};
const newRouter = () =>
  createRouter({
    settings: env(),
    relay: createRelay(forApps),
    tunnels: createTunnels(forApps),
    door: createDoor(RELAY_BUDGETS),
    gateway,
    agents,
    drain: createDrain(),
    // No pages here.
    renderPage: (_request, response) => Promise.resolve(void response.writeHead(404).end()),
    upgradeInDevelopment: undefined,
  });
let router: ReturnType<typeof newRouter> | undefined;
let connected = 0;
const server = createServer({ requestTimeout: 0 }, async (request, response) => {
  const { url = "" } = request;
  if (url === "/memory") {
    // What is in use, not what was and has not been given back to the system yet.
    globalThis.gc?.();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return void response.end(JSON.stringify({ bytes: heapUsed + arrayBuffers }));
  }
  if (url === "/link-agent") return void response.end(JSON.stringify(await linkAgent()));
  if (url.startsWith("/connect-app/"))
    return void response.end(JSON.stringify(await connectApp(url.slice("/connect-app/".length))));
  router?.onRequest(request, response);
});
// Every printer gets an address of its own, or the rate limit of one address would be measured.
server.on("upgrade", (request, socket, head) => {
  if (request.url !== GATEWAY_PATH) return router?.onUpgrade(request, socket, head);
  gateway.handleUpgrade(request, socket, head, `10.1.${(connected >> 8) & 255}.${connected++ & 255}`);
});
server.listen(0, "127.0.0.1", () => {
  const { port } = server.address() as AddressInfo;
  overrideEnv({ port, portalUrl: `http://localhost:${port}`, relayDomain: `localhost:${port}` });
  router = newRouter();
  process.stdout.write(`${JSON.stringify({ port })}\n`);
});
process.once("SIGTERM", async () => {
  await agents.close();
  await gateway.close();
  await kept.stop();
  await database.close();
  process.exit(0);
});
