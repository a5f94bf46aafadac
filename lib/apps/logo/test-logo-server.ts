import http, { type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll } from "vitest";
import { isPublicAddress } from "@/lib/http/public-address";
import { PUBLIC_ONLY, type Guard } from "@/lib/http/guarded-lookup";

/** For tests: a server on this machine. `guard` is the real one, but for this server's address and port. */
export type LogoServer = { url(path: string): string; asked: string[]; guard: Guard };

/** For tests: starts such a server for the file. @param routes by path, with what answers there */
export function useLogoServer(routes: Record<string, RequestListener>): LogoServer {
  let port = 0;
  const asked: string[] = [];
  const server = http.createServer((request, response) => {
    asked.push(request.url ?? "");
    const route = routes[request.url ?? ""];
    if (route) route(request, response);
    else response.writeHead(404).end();
  });
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    port = (server.address() as AddressInfo).port;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: (path) => `http://127.0.0.1:${port}${path}`,
    asked,
    guard: { ...PUBLIC_ONLY, allows: (address) => address === "127.0.0.1" || isPublicAddress(address), allowsPort: (asking) => asking === port || PUBLIC_ONLY.allowsPort(asking) },
  };
}
