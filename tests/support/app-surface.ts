import { mkdtempSync } from "node:fs";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll } from "vitest";
import { answerConnectionInfo } from "@/lib/connections/answer-connection-info";
import { answerGadgetStatus } from "@/lib/connections/answer-gadget-status";
import { authenticateRelay, findRelayConnection } from "@/lib/connections/authenticate-connection";
import { CONNECTION_LIMITS } from "@/lib/connections/connection-limits";
import { runConnector, type Connector } from "@/lib/connector/run-connector";
import { startPrinterServer, type PrinterServer } from "@/lib/connector/virtual-printer/start-printer-server";
import { overrideEnv } from "@/lib/env";
import { liveLinks } from "@/lib/gateway/links/live-links";
import { createRelay } from "@/lib/relay/create-relay";
import { RELAY_BUDGETS } from "@/lib/relay/relay-budgets";
import { answerApi } from "@/lib/server/answer-api";
import { appCalls, type AppCalls } from "@/tests/support/app-calls";
import type { TestPortal } from "@/tests/support/gateway";
import { until } from "@/tests/support/plugin";

export const ADMIN_KEY = "0123456789ABCDEF0123456789ABCDEF";

export type AppSurface = AppCalls & {
  port: number;
  printer: PrinterServer;
  publicId: string;
  /** Switches the printer's program off and on. */
  off(): Promise<void>;
  on(): Promise<void>;
};

const APIS = {
  "/api/appconnection/info": { methods: ["GET"], answer: answerConnectionInfo },
  "/api/gadget/getstatusfromappconnection": { methods: ["POST"], answer: answerGadgetStatus },
};

const labelOf = ({ headers }: IncomingMessage) => /^app-([a-z0-9]+)\./.exec(headers.host ?? "")?.[1];

/** The App APIs and the real relay. */
function appServer(): Server {
  const relay = createRelay({
    authenticate: authenticateRelay,
    findConnection: findRelayConnection,
    limits: CONNECTION_LIMITS,
    ...RELAY_BUDGETS,
  });
  const server = createServer((request, response) => {
    const label = labelOf(request);
    if (label) return void relay.handleRequest(request, response, label, "203.0.113.50");
    const target = (request.url ?? "") as keyof typeof APIS;
    void answerApi(request, response, APIS[target], {
      method: request.method ?? "",
      path: target,
      query: new URLSearchParams(),
      headers: request.headers,
      address: "203.0.113.60",
      relayLabel: undefined,
    });
  });
  server.on(
    "upgrade",
    (request, socket, head) => void relay.handleUpgrade(request, socket, head, labelOf(request) ?? "", "203.0.113.50"),
  );
  return server;
}

/**
 * For tests: what apps can reach, on a server of its own, with the real relay and a virtual OctoPrint behind. Needs
 * setUpDatabase and setUpGateway.
 */
export function setUpAppSurface(portal: TestPortal): AppSurface {
  const server = appServer();
  const dir = mkdtempSync(path.join(tmpdir(), "app-surface-"));
  let connector: Connector | undefined;

  const surface: AppSurface = {
    ...appCalls(() => surface.port),
    port: 0,
    printer: undefined as unknown as PrinterServer,
    publicId: "",
    on: async () => {
      connector = await runConnector({
        portal: portal.origin,
        printer: surface.printer.origin,
        dir,
        platform: 1,
        octoPrintKey: ADMIN_KEY,
        report: () => undefined,
        times: { waitSeconds: 0.1, unlinkedMs: 100, linkedMs: 100 },
      });
      surface.publicId = connector.printerId;
      await until("the printer is connected", () => liveLinks().has(surface.publicId));
    },
    off: async () => {
      await connector?.stop();
      await until("the printer is gone", () => !liveLinks().has(surface.publicId));
    },
  };
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    surface.port = (server.address() as AddressInfo).port;
    overrideEnv({ relayDomain: `localhost:${surface.port}` });
    surface.printer = await startPrinterServer(ADMIN_KEY);
    await surface.on();
  });
  afterAll(async () => {
    await connector?.stop();
    await surface.printer.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return surface;
}
