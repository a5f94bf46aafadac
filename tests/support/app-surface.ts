import { mkdtempSync } from "node:fs";
import { createServer, request as requestHttp, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll } from "vitest";
import WebSocket from "ws";
import { answerConnectionInfo } from "@/lib/connections/answer-connection-info";
import { answerGadgetStatus } from "@/lib/connections/answer-gadget-status";
import { authenticateRelay } from "@/lib/connections/authenticate-connection";
import { CONNECTION_LIMITS } from "@/lib/connections/connection-limits";
import type { MintedConnection } from "@/lib/connections/mint-connection";
import { runConnector, type Connector } from "@/lib/connector/run-connector";
import { startPrinterServer, type PrinterServer } from "@/lib/connector/virtual-printer/start-printer-server";
import { overrideEnv } from "@/lib/env";
import type { TestPortal } from "@/tests/support/gateway";
import { liveLinks } from "@/lib/gateway/links/live-links";
import { until } from "@/tests/support/plugin";
import { answerApi } from "@/lib/web/answer-api";
import { createRelay } from "@/lib/relay/create-relay";
import { RELAY_BUDGETS } from "@/lib/relay/relay-budgets";

/** What an app knows of its connection. */
export type AppSide = Pick<MintedConnection, "url" | "appApiToken" | "basicUser" | "basicPassword" | "bearerToken">;

export const ADMIN_KEY = "0123456789ABCDEF0123456789ABCDEF";
export const basicOf = ({ basicUser, basicPassword }: AppSide) =>
  `Basic ${Buffer.from(`${basicUser}:${basicPassword}`).toString("base64")}`;
export const bearerOf = ({ bearerToken }: AppSide) => `Bearer ${bearerToken}`;

export type AppSurface = {
  port: number;
  printer: PrinterServer;
  publicId: string;
  /** Switches the printer's program off and on. */
  off(): Promise<void>;
  on(): Promise<void>;
  /** Statuses of both App APIs and of the relay, as plain request and as WebSocket. */
  info(app: AppSide): Promise<number>;
  gadget(app: AppSide): Promise<number>;
  http(app: AppSide, authorization?: string): Promise<number>;
  websocket(app: AppSide, authorization?: string): Promise<number>;
  /** A webcam stream that runs until somebody ends it. @returns once it runs: what it ends with */
  watch(app: AppSide): Promise<{ ended: Promise<unknown> }>;
};

/**
 * For tests: what apps can reach, on a server of its own, with the real relay and a virtual OctoPrint behind. Needs
 * setUpDatabase and setUpGateway.
 */
export function useAppSurface(portal: TestPortal): AppSurface {
  const relay = createRelay({ authenticate: authenticateRelay, limits: CONNECTION_LIMITS, ...RELAY_BUDGETS });
  const labelOf = ({ headers }: IncomingMessage) => /^app-([a-z0-9]+)\./.exec(headers.host ?? "")?.[1];
  const apis = {
    "/api/appconnection/info": { methods: ["GET"], answer: answerConnectionInfo },
    "/api/gadget/getstatusfromappconnection": { methods: ["POST"], answer: answerGadgetStatus },
  };
  const server = createServer((request, response) => {
    const label = labelOf(request);
    if (label) return void relay.handleRequest(request, response, label, "203.0.113.50");
    const target = (request.url ?? "") as keyof typeof apis;
    void answerApi(request, response, apis[target], {
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
  const dir = mkdtempSync(path.join(tmpdir(), "app-surface-"));
  let connector: Connector | undefined;

  const ask = (method: string, target: string, headers: Record<string, string>) =>
    new Promise<IncomingMessage>((resolve, reject) => {
      requestHttp({ host: "127.0.0.1", port: surface.port, method, path: target, headers, agent: false }, resolve)
        .on("error", reject)
        .end();
    });
  const status = async (answer: Promise<IncomingMessage>) => {
    const response = await answer;
    response.resume();
    return response.statusCode ?? 0;
  };
  const hostOf = (app: AppSide) => new URL(app.url).host;
  const surface: AppSurface = {
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
    info: (app) => status(ask("GET", "/api/appconnection/info", { AppToken: app.appApiToken })),
    gadget: (app) =>
      status(
        ask("POST", "/api/gadget/getstatusfromappconnection", { AppToken: app.appApiToken, "Content-Length": "0" }),
      ),
    http: (app, authorization = basicOf(app)) =>
      status(ask("GET", "/api/version", { Host: hostOf(app), Authorization: authorization })),
    websocket: (app, authorization = bearerOf(app)) =>
      new Promise((resolve, reject) => {
        const socket = new WebSocket(`ws://127.0.0.1:${surface.port}/sockjs/websocket`, {
          headers: { Host: hostOf(app), Authorization: authorization },
        });
        socket.once("open", () => {
          resolve(200);
          socket.terminate();
        });
        socket.once("unexpected-response", (_, response) => resolve(response.statusCode ?? 0));
        socket.once("error", reject);
      }),
    watch: async (app) => {
      const response = await ask("GET", "/webcam/?action=stream", { Host: hostOf(app), Authorization: basicOf(app) });
      const ended = new Promise((resolve) =>
        response.on("end", () => resolve("ended")).on("error", () => resolve("cut off")),
      );
      await new Promise((resolve) => response.once("data", resolve));
      return { ended };
    },
  };
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    surface.port = (server.address() as AddressInfo).port;
    overrideEnv({ relayDomain: `localhost:${surface.port}` });
    portal.owned = true;
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
