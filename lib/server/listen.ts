import { createServer, type Server } from "node:http";
import type { Socket } from "node:net";
import { ConfigurationError, type Env } from "@/lib/env";
import { takeUpgrades } from "@/lib/http/ignore-upgrade";
import type { Router } from "@/lib/server/router";

export type Listener = {
  /** Takes no new connections, and ends those that are at rest: called again for those that come to it later. */
  close(): void;
  /** Ends those that are left. */
  destroy(): void;
};

type Listening = Pick<Env, "listenAddresses" | "port" | "lanHosts">;

function sentence({ port }: Listening, { code, message }: NodeJS.ErrnoException): string {
  if (code === "EADDRINUSE") return `PORT ${port} is in use: stop the other program or choose another PORT.`;
  if (code === "EADDRNOTAVAIL") return `LISTEN_ADDRESS holds an address that this machine does not have: ${message}.`;
  return `PORT ${port} cannot be listened on: ${message}.`;
}

/**
 * Listens on the portal's port, at each of its addresses; on loopback in both families where there are two.
 * @throws ConfigurationError with a sentence when the port cannot be had
 */
export async function listen({ onRequest, onUpgrade }: Router, settings: Listening): Promise<Listener> {
  const places = settings.listenAddresses ?? [undefined];
  const servers: Server[] = [];
  const sockets = new Set<Socket>();
  for (const host of places) {
    const options = { headersTimeout: 15_000, requestTimeout: 0, keepAliveTimeout: 65_000 };
    const server = createServer(options, onRequest).on("connection", (socket) => {
      if (sockets.has(socket)) return;
      sockets.add(socket);
      socket.once("close", () => sockets.delete(socket));
    });
    takeUpgrades(server, onUpgrade);
    const failed = await new Promise<NodeJS.ErrnoException | undefined>((resolve) => {
      server.once("error", resolve);
      server.listen({ port: settings.port, host }, () => resolve(undefined));
    });
    // Of those that nobody named: no IPv6 here, or an address that came and went.
    const isExtra = host === "::1" || (settings.lanHosts.length > 0 && host !== "127.0.0.1");
    if (failed && isExtra && failed.code !== "EADDRINUSE") continue;
    if (failed) throw new ConfigurationError([sentence(settings, failed)]);
    servers.push(server);
  }
  return {
    close: () =>
      servers.forEach((server) => {
        if (server.listening) server.close();
        server.closeIdleConnections();
      }),
    destroy: () => sockets.forEach((socket) => socket.destroy()),
  };
}
