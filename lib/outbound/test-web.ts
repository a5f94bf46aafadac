import { createServer as createHttp, type IncomingMessage, type RequestListener } from "node:http";
import type { AddressInfo, Server, Socket } from "node:net";
import { afterAll, afterEach, beforeAll, beforeEach, vi } from "vitest";
import type { OutboundRequest } from "@/lib/outbound/fetch-outbound";
import { publicWeb, type OutboundPolicy } from "@/lib/outbound/outbound-policy";
import { isPublicAddress } from "@/lib/outbound/public-address";
import { selfSignedCertificate } from "@/tests/support/certificate";
import { setUpDns } from "@/tests/support/set-up-dns";

export const KILOBYTE = 1024;
export const { key, cert } = selfSignedCertificate("tls.example", "other.example");

/** Pages of a web server, by path. */
const routesAt = (port: () => number): Record<string, RequestListener> => ({
  "/good": (_, response) => response.end("good"),
  "/cookie": (_, response) => response.writeHead(302, { location: "/good", "set-cookie": "a=b" }).end(),
  "/circle": (_, response) => response.writeHead(302, { location: "/circle" }).end(),
  "/away": (_, response) => response.writeHead(302, { location: "http://169.254.169.254/" }).end(),
  "/to-name": (_, response) => response.writeHead(302, { location: `http://private.example:${port()}/good` }).end(),
  "/to-secret": (_, response) => response.writeHead(302, { location: "http://user:pass@web.example/" }).end(),
  "/to-ftp": (_, response) => response.writeHead(302, { location: "ftp://web.example/" }).end(),
});

export type TestWeb = {
  dns: ReturnType<typeof setUpDns>;
  /** Of a web server that is reached by its name. */
  origin: string;
  port: number;
  /** What that server was asked. */
  headersSeen: IncomingMessage["headers"][];
  asked: string[];
  /** What it answers, by path. */
  routes: Record<string, RequestListener>;
  /** Connections that are open. */
  sockets: ReadonlySet<Socket>;
  /** Listens, where the policy allows it. @returns the port */
  listen(server: Server): Promise<number>;
  policy(change?: Partial<OutboundPolicy>): OutboundPolicy;
  request(change?: Partial<OutboundRequest>): OutboundRequest;
};

/** Servers on loopback, which end with the tests. */
function setUpServers() {
  const servers: Server[] = [];
  const sockets = new Set<Socket>();
  const ports = new Set<number>();

  const listen = async (server: Server) => {
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    const { port } = server.address() as AddressInfo;
    ports.add(port);
    servers.push(server);
    server.on("connection", (socket) => {
      sockets.add(socket.on("error", () => undefined).once("close", () => sockets.delete(socket)));
    });
    return port;
  };
  afterAll(() => {
    for (const socket of sockets) socket.destroy();
    for (const server of servers) server.close();
  });
  return { sockets, ports, listen };
}

/** For tests: the web as others see it, on loopback, with names of its own. */
export function setUpWeb(): TestWeb {
  const dns = setUpDns();
  const { sockets, ports, listen } = setUpServers();
  const headersSeen: IncomingMessage["headers"][] = [];
  const asked: string[] = [];

  const policy = (change: Partial<OutboundPolicy> = {}): OutboundPolicy => ({
    ...publicWeb(),
    allows: (address) => address === "127.0.0.1" || isPublicAddress(address),
    allowsPort: (port) => ports.has(port),
    servers: [dns.server],
    ca: cert,
    ...change,
  });
  const request = (change: Partial<OutboundRequest> = {}): OutboundRequest => ({
    lane: "provider",
    keys: {},
    policy: policy(),
    headers: { accept: "*/*", "accept-encoding": "identity" },
    totalMs: 1500,
    bytes: 100 * KILOBYTE,
    redirects: 3,
    body: "wanted",
    ...change,
  });

  const routes = routesAt(() => web.port);
  const web: TestWeb = { dns, origin: "", port: 0, headersSeen, asked, routes, sockets, listen, policy, request };
  beforeAll(async () => {
    web.port = await listen(
      createHttp((incoming, response) => {
        headersSeen.push(incoming.headers);
        asked.push(incoming.url ?? "");
        const route = routes[incoming.url ?? ""];
        if (route) route(incoming, response);
        else response.writeHead(404).end("nothing");
      }),
    );
    web.origin = `http://web.example:${web.port}`;
  });
  beforeEach(() => {
    Object.assign(dns.names, {
      "web.example": { addresses: ["127.0.0.1"] },
      "private.example": { addresses: ["10.0.0.1"] },
      "tls.example": { addresses: ["127.0.0.1"] },
      "other.example": { addresses: ["127.0.0.1"] },
    });
    headersSeen.splice(0);
    asked.splice(0);
  });
  afterEach(() => vi.unstubAllEnvs());
  return web;
}
