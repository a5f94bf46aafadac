import { createServer, type RequestOptions } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach } from "vitest";
import { WebSocket } from "ws";
import { startSession } from "@/lib/accounts/account-store";
import { now } from "@/lib/clock";
import { db } from "@/lib/db/client";
import { digest } from "@/lib/digest";
import { overrideEnv } from "@/lib/env";
import { env } from "@/lib/env";
import { takeUpgrades } from "@/lib/http/ignore-upgrade";
import { requestHost } from "@/lib/http/request-host";
import { createDoor } from "@/lib/view/create-door";
import { recheckViews } from "@/lib/view/recheck-views";
import { ENTER_PATH } from "@/lib/view/view-host";
import { issueTicket } from "@/lib/view/view-store";
import { ask, type Ask, type Answer } from "@/tests/support/portal";
import type { TestRelay } from "@/tests/support/relay";
import { someAccount } from "@/tests/support/world";

/** The door's server, and its owner, who is signed in. */
export type TestDoor = {
  port: number;
  userId: string;
  sessionId: string;
  publicId: string;
  /** WebSockets that may still be opened. */
  sockets: number;
  host(label: string): string;
  origin(label: string): string;
  /** A ticket for this printer and this sign-in. */
  ticket(): Promise<{ label: string; ticket: string }>;
  /** Posts a ticket as the portal's form does. */
  enter(label: string, ticket: string, headers?: Record<string, string>): Promise<Answer>;
  /** All of the way in. @returns the host's label and the cookie */
  comeIn(): Promise<{ label: string; cookie: string }>;
  ask(label: string, path: string, options?: Ask): Promise<Answer>;
  connect(label: string, headers: Record<string, string>): WebSocket;
};

/** For tests: another sign-in of an account. @returns its id */
export async function anotherSession(userId: string): Promise<string> {
  const token = await startSession(userId, { address: "203.0.113.7", device: "Safari" }, { recentAuth: false });
  return (await db().session.findUniqueOrThrow({ where: { sessionToken: digest(token) } })).id;
}

function doorServer(door: TestDoor) {
  const { handleRequest, handleUpgrade } = createDoor({
    takeWebcamMinute: async () => ({ ok: true }),
    takeSocket: async () => (door.sockets-- > 0 ? { ok: true } : { ok: false, retryAfterSeconds: 42 }),
  });
  const labelOf = (host: string | undefined) => {
    const found = requestHost(host, env());
    return found?.kind === "view" ? found.label : "";
  };
  const server = createServer(
    (request, response) => void handleRequest(request, response, labelOf(request.headers.host), "127.0.0.1"),
  );
  takeUpgrades(
    server,
    (request, socket, head) => void handleUpgrade(request, socket, head, labelOf(request.headers.host), "127.0.0.1"),
  );
  return server;
}

/** What a browser says with a person's own way through a window. */
export const VISIT = { "sec-fetch-mode": "navigate", "sec-fetch-dest": "document", accept: "text/html" };

const formOf = (ticket: string, origin: string, headers: Record<string, string>): Ask => ({
  method: "POST",
  headers: {
    Origin: origin,
    "Content-Type": "application/x-www-form-urlencoded",
    "sec-fetch-site": "cross-site",
    ...VISIT,
    ...headers,
  },
  body: `ticket=${ticket}`,
});

/** For tests: the door, before the virtual printer of {@link setUpRelay}, which is a new person's before each test. */
export function setUpDoor(relay: TestRelay): TestDoor {
  const door: TestDoor = {
    port: 0,
    userId: "",
    sessionId: "",
    publicId: "",
    sockets: 1000,
    host: (label) => `view-${label}.localhost:${door.port}`,
    origin: (label) => `http://${door.host(label)}`,
    ticket: async () => {
      const way = await issueTicket(door);
      if (!way) throw new Error("no ticket");
      return way;
    },
    enter: (label, ticket, headers = {}) =>
      door.ask(label, ENTER_PATH, formOf(ticket, `http://localhost:${door.port}`, headers)),
    comeIn: async () => {
      const { label, ticket } = await door.ticket();
      const { headers } = await door.enter(label, ticket);
      return { label, cookie: headers["set-cookie"]?.[0]?.split(";")[0] ?? "" };
    },
    ask: (label, path, options = {}) => ask(door.port, path, { host: door.host(label), ...options }),
    connect: (label, headers) => {
      const options: RequestOptions = { headers: { Host: door.host(label), ...headers } };
      const socket = new WebSocket(`ws://127.0.0.1:${door.port}/sockjs/websocket`, options);
      socket.on("error", () => undefined);
      return socket;
    },
  };
  const server = doorServer(door);
  let stop = () => {};
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    door.port = (server.address() as AddressInfo).port;
    overrideEnv({ relayDomain: `localhost:${door.port}`, portalUrl: `http://localhost:${door.port}` });
    stop = recheckViews();
  });
  beforeEach(async () => {
    overrideEnv({ view: "owners" });
    door.sockets = 1000;
    door.publicId = relay.publicId;
    door.userId = (await someAccount({ supporter: false })).id;
    door.sessionId = await anotherSession(door.userId);
    await db().viewHost.deleteMany();
    const owner = { ownerId: door.userId, name: "Voron", claimedAt: now() };
    await db().printer.update({ where: { publicId: relay.publicId }, data: owner });
  });
  afterAll(async () => {
    stop();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return door;
}
