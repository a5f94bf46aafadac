import { createServer, request as send } from "node:http";
import type { AddressInfo } from "node:net";

export type CookielessProxy = { server: string; close(): Promise<void> };

/** A proxy that takes every cookie off, as a browser does that keeps none. */
export async function startCookielessProxy(): Promise<CookielessProxy> {
  const proxy = createServer((request, response) => {
    const headers = { ...request.headers };
    delete headers.cookie;
    const { hostname, port, pathname, search } = new URL(request.url ?? "");
    const { method } = request;
    const onward = send({ hostname, port, method, path: `${pathname}${search}`, headers }, (answer) => {
      const kept = { ...answer.headers };
      delete kept["set-cookie"];
      response.writeHead(answer.statusCode ?? 502, kept);
      answer.pipe(response);
    });
    onward.on("error", () => response.destroy());
    request.pipe(onward);
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  return {
    server: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        proxy.close(() => resolve());
        proxy.closeAllConnections();
      }),
  };
}
