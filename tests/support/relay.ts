import { mkdtempSync } from "node:fs";
import {
  createServer,
  request as requestHttp,
  type IncomingHttpHeaders,
  type RequestOptions,
  type Server,
} from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll } from "vitest";
import { runConnector, type Connector } from "@/lib/connector/run-connector";
import { startPrinterServer, type PrinterServer } from "@/lib/connector/virtual-printer/start-printer-server";
import { overrideEnv } from "@/lib/env";
import { isConnectedFrom } from "@/lib/gateway/is-connected-from";
import { takeUpgrades } from "@/lib/http/ignore-upgrade";
import { createRelay } from "@/lib/relay/create-relay";
import type { Authenticated, RelayLimits } from "@/lib/relay/relay-types";
import type { TestPortal } from "@/tests/support/gateway";
import { until } from "@/tests/support/plugin";

export const LABEL = "secretlabel";
export const AUTHORIZATION = `Basic ${Buffer.from("user:password").toString("base64")}`;

/** Of the form that ours have. */
export const BEARER = `Bearer acpbearer${"b".repeat(32)}`;

export type TestRelay = {
  port: number;
  /** What the next requests are told about the connection; undefined: it may be used with the right credentials. */
  error: 603 | 604 | 605 | 606 | undefined;
  limits: RelayLimits;
  /** Minutes of webcam that are left. */
  webcamMinutes: number;
  /** Requests for unknown hosts or with wrong credentials that may still be made. */
  guesses: number;
  /** Preflights that may still be asked. */
  preflights: number;
  /** WebSockets that may still be opened. */
  sockets: number;
  /** Awaited during each authentication. */
  whileAuthenticating: () => Promise<void> | void;
  publicId: string;
  connector: Connector;
  printer: PrinterServer;
};

export type Reply = { status: number; headers: IncomingHttpHeaders; body: Buffer };

/** A relay before it knows its printer. */
export const newTestRelay = () =>
  ({
    port: 0,
    error: undefined,
    limits: {
      maxDownloadFileSizeBytes: 10 ** 9,
      maxUploadFileSizeBytes: 10 ** 9,
      maxSingleWebcamStreamLengthSeconds: 3600,
    },
    webcamMinutes: 1000,
    guesses: 1000,
    preflights: 1000,
    sockets: 1000,
    whileAuthenticating: () => undefined,
    publicId: "",
  }) as unknown as TestRelay;

const labelOf = (host: string | undefined) => /^app-([a-z0-9]+)\./.exec(host ?? "")?.[1] ?? "";

/** A relay that knows one connection, which may do what the test says. */
export function relayServer(relay: TestRelay): Server {
  const findConnection = async (label: string): Promise<Authenticated> => {
    if (label !== LABEL) return { ok: false, status: 603 };
    const { error } = relay;
    await relay.whileAuthenticating();
    return error
      ? { ok: false, status: error }
      : { ok: true, connectionId: "connection-1", userId: "user-1", printer: { publicId: relay.publicId } };
  };
  const authenticate = async (label: string, authorization: string | undefined): Promise<Authenticated> =>
    label === LABEL && ![AUTHORIZATION, BEARER].includes(authorization ?? "")
      ? { ok: false, status: 606 }
      : findConnection(label);
  const { handleRequest, handleUpgrade } = createRelay({
    authenticate,
    findConnection,
    limits: relay.limits,
    takeWebcamMinute: async () => (relay.webcamMinutes-- > 0 ? { ok: true } : { ok: false, retryAfterSeconds: 1 }),
    takeGuess: async () => (relay.guesses-- > 0 ? { ok: true } : { ok: false, retryAfterSeconds: 42 }),
    takePreflight: async () => (relay.preflights-- > 0 ? { ok: true } : { ok: false, retryAfterSeconds: 42 }),
    takeSocket: async () => (relay.sockets-- > 0 ? { ok: true } : { ok: false, retryAfterSeconds: 42 }),
  });
  const server = createServer(
    (request, response) => void handleRequest(request, response, labelOf(request.headers.host), "127.0.0.1"),
  );
  takeUpgrades(
    server,
    (request, socket, head) => void handleUpgrade(request, socket, head, labelOf(request.headers.host), "127.0.0.1"),
  );
  return server;
}

/**
 * For tests: a relay for the virtual printer, on a server of its own. Needs setUpDatabase and setUpGateway.
 * @param options `asPlugin`: version of the plugin that the connector is taken for; `origin`: of another printer's
 * server
 */
export function setUpRelay(portal: TestPortal, options: { asPlugin?: string; origin?: () => string } = {}): TestRelay {
  const relay = newTestRelay();
  const server = relayServer(relay);
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    relay.port = (server.address() as AddressInfo).port;
    overrideEnv({ relayDomain: `localhost:${relay.port}` });
    relay.printer = await startPrinterServer();
    const dir = mkdtempSync(path.join(tmpdir(), "relay-test-"));
    relay.connector = await runConnector({
      portal: portal.origin,
      printer: options.origin?.() ?? relay.printer.origin,
      dir,
      platform: 1,
      asPlugin: options.asPlugin,
      report: () => undefined,
      times: { waitSeconds: 0.1 },
    });
    relay.publicId = relay.connector.printerId;
    relay.printer.show(relay.publicId);
    await until("the printer is connected", () => isConnectedFrom(relay.publicId) !== undefined);
  });
  afterAll(async () => {
    await relay.connector.stop();
    await relay.printer.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return relay;
}

export const relayHost = (relay: TestRelay, label = LABEL) => `app-${label}.localhost:${relay.port}`;

export const optionsFor = (relay: TestRelay, target: string, options: RequestOptions = {}): RequestOptions => ({
  host: "127.0.0.1",
  port: relay.port,
  path: target,
  ...options,
  headers: {
    Host: relayHost(relay),
    Authorization: AUTHORIZATION,
    ...(options.headers as Record<string, string> | undefined),
  },
});

/** One request through the relay, as an app sends it. */
export function ask(
  relay: TestRelay,
  target: string,
  options: RequestOptions = {},
  body?: Buffer | string,
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const request = requestHttp(optionsFor(relay, target, options), (response) => {
      const pieces: Buffer[] = [];
      response.on("data", (piece: Buffer) => pieces.push(piece));
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(pieces) }),
      );
      response.on("error", reject);
    });
    request.on("error", reject);
    request.end(body);
  });
}
