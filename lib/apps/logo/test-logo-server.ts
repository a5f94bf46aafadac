import http, { type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll } from "vitest";
import { publicWeb, type OutboundPolicy } from "@/lib/outbound/outbound-policy";
import { isPublicAddress } from "@/lib/outbound/public-address";
import { setShared } from "@/lib/shared";

/**
 * For tests: a server on this machine. `policy` is the real one, but for this server's address and port; it holds
 * unless a test sets `real`.
 */
export type LogoServer = {
  url(path: string): string;
  asked: string[];
  policy: OutboundPolicy;
  real: OutboundPolicy;
  use(policy: OutboundPolicy): void;
};

/** For tests: starts such a server for the file. @param routes by path, with what answers there */
export function setUpLogoServer(routes: Record<string, RequestListener>): LogoServer {
  let port = 0;
  const asked: string[] = [];
  const server = http.createServer((request, response) => {
    asked.push(request.url ?? "");
    const route = routes[request.url ?? ""];
    if (route) route(request, response);
    else response.writeHead(404).end();
  });
  const real = publicWeb();
  const policy: OutboundPolicy = {
    ...real,
    allows: (address) => address === "127.0.0.1" || isPublicAddress(address),
    allowsPort: (asking) => asking === port || real.allowsPort(asking),
  };
  const use = (wanted: OutboundPolicy) => setShared("outbound-public-web", wanted);
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    port = (server.address() as AddressInfo).port;
    use(policy);
  });
  afterAll(() => {
    use(real);
    server.closeAllConnections();
    server.close();
  });
  return { url: (path) => `http://127.0.0.1:${port}${path}`, asked, policy, real, use };
}
