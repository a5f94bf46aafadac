import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { Duplex } from "node:stream";
import next from "next";
import { discoverIssuer } from "@/lib/accounts/outside/discover-issuer";
import { seedDevtest } from "@/lib/apps/seed-devtest";
import { sweepTries } from "@/lib/audit/audit-store";
import { runWebhookWorker } from "@/lib/webhooks/run-webhook-worker";
import { sweepWebhooks } from "@/lib/webhooks/webhook-store";
import { hours, minutes } from "@/lib/clock";
import { answerConnectionInfo } from "@/lib/connections/answer-connection-info";
import { authenticateRelay } from "@/lib/connections/authenticate-connection";
import { CONNECTION_LIMITS } from "@/lib/connections/connection-limits";
import { usableConnections } from "@/lib/connections/connection-store";
import { answerGadgetStatus } from "@/lib/connections/answer-gadget-status";
import { endDueConnections } from "@/lib/connections/end-due-connections";
import { recordDatabase } from "@/lib/db/database-note";
import { DatabaseError } from "@/lib/db/database-error";
import { openDatabase } from "@/lib/db/open-database";
import { ConfigurationError, env } from "@/lib/env";
import { createGateway, GATEWAY_PATH } from "@/lib/gateway/create-gateway";
import { answerPrinterKey, loadServerKey } from "@/lib/gateway/handshake/server-key";
import { clearSpoolFolder } from "@/lib/gateway/streams/spool-folder";
import { loadZstdDictionary } from "@/lib/gateway/handshake/zstd-dictionary";
import { answerApi, FOR_SERVICES, type Api } from "@/lib/web/answer-api";
import { clientAddress } from "@/lib/http/client-address";
import { refusal } from "@/lib/http/envelope";
import { faultPage, plainPage } from "@/lib/http/plain-page";
import { isOutsideCallback } from "@/lib/web/outside-callback-path";
import { portalPath } from "@/lib/http/portal-path";
import { preparePortalRequest } from "@/lib/web/portal-request";
import { CLIENT_ADDRESS_HEADER } from "@/lib/web/request-address";
import { sweepLimits } from "@/lib/rate-limits/rate-limit-store";
import { requestHost } from "@/lib/http/request-host";
import { t } from "@/lib/messages/messages";
import { log } from "@/lib/observability/log";
import { recordFault } from "@/lib/observability/record-fault";
import { explanationOf, inRequest, referenceOf } from "@/lib/observability/request-reference";
import { answerPrinterInfo } from "@/lib/printers/answer-printer-info";
import { answerShortCode } from "@/lib/printers/answer-short-code";
import { sweepPortalSessions } from "@/lib/journey/sweep-portal-sessions";
import { createRelay } from "@/lib/relay/create-relay";
import { RELAY_BUDGETS } from "@/lib/relay/relay-budgets";
import { recheckExchanges } from "@/lib/relay/recheck-exchanges";
import { runEvery } from "@/lib/run-every";
import { startupNotes } from "@/lib/startup-notes";
import { settlePerks } from "@/lib/supporters/lapse/settle-perks";
import { answerStripeEvent } from "@/lib/supporters/stripe/answer-stripe-event";
import { sweepPayments } from "@/lib/supporters/checkout/sweep-payments";

const development = process.argv.includes("--dev");

/** The APIs that apps call, on the portal's host and on relay hosts (docs/app-contract.md#4-app-apis). */
const APP_APIS: Record<string, Api> = {
  "/api/appconnection/info": { methods: ["GET", "POST"], answer: answerConnectionInfo },
  "/api/gadget/getstatusfromappconnection": { methods: ["POST"], answer: answerGadgetStatus },
};

/** The APIs that printers call (docs/printer-protocol.md#5-http-calls). */
const PRINTER_APIS: Record<string, Api> = {
  "/api/printer/key": { methods: ["GET"], answer: answerPrinterKey },
  "/api/printer/info": { methods: ["POST"], answer: answerPrinterInfo },
  "/api/shortcode/create": { methods: ["POST"], answer: answerShortCode },
};

/** What the payment provider calls. Its token is a signature, so there is no Origin to check. */
const PAYMENT_APIS: Record<string, Api> = {
  "/api/payment/stripe": { methods: ["POST"], answer: answerStripeEvent, limits: FOR_SERVICES },
};

const NO_API: Api = { methods: ["GET", "POST"], answer: async () => refusal(404, t("api.notFound")) };

const PLAIN_NONCE = "plain";

function answerHtml(response: ServerResponse, status: number, html: string): void {
  const policy = `default-src 'none'; style-src 'nonce-${PLAIN_NONCE}'; frame-ancestors 'none'`;
  response.writeHead(status, {
    "Content-Type": "text/html; charset=utf-8",
    "Cache-Control": "no-store",
    "Content-Security-Policy": policy,
    Connection: "close",
  });
  response.end(html);
}

const answerPlainly = (response: ServerResponse, status: number, title: string, lead: string) =>
  answerHtml(response, status, plainPage({ title, lead, nonce: PLAIN_NONCE }));

/** One line a request, without host (a relay host is a secret) and without query. */
function logWhenDone(request: IncomingMessage, response: ServerResponse, path: string): void {
  const started = performance.now();
  response.once("close", () => {
    const isRoutine = path.startsWith("/_next/") || path === "/api/printer/info";
    const { statusCode: status } = response;
    if (isRoutine && status < 400) return;
    const fault = status >= 500 && { reference: referenceOf(request), why: explanationOf(request) };
    log.info(
      {
        method: request.method,
        path: path.slice(0, 200),
        status,
        ms: Math.round(performance.now() - started),
        ...fault,
      },
      "request",
    );
  });
}

/** Two Host headers are two opinions about who is asked: Node takes the first, a proxy may take the last. */
const hasOneHost = ({ rawHeaders }: IncomingMessage) =>
  rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === "host").length === 1;

async function main(): Promise<void> {
  const settings = env();
  for (const note of startupNotes(settings)) log.warn(note);
  const withoutZstd = loadZstdDictionary();
  if (withoutZstd) log.warn(withoutZstd);
  const database = await openDatabase();
  await clearSpoolFolder();
  const otherDatabase = recordDatabase(settings.dataDir, settings.databaseUrl);
  if (otherDatabase) log.warn(otherDatabase);
  await loadServerKey().catch(async (error: unknown) => {
    await database.close();
    throw error;
  });
  void discoverIssuer(); // pages name its address in their policy
  if (settings.mode === "evaluation") await seedDevtest();

  // Next gets a server that never listens: it would add its own upgrade listener to ours.
  const nextServer = createServer();
  const app = next({
    dev: development,
    dir: process.cwd(),
    httpServer: nextServer,
    hostname: "localhost",
    port: settings.port,
  });
  await app.prepare();
  const renderPage = app.getRequestHandler();
  const gateway = createGateway();
  const relay = createRelay({ authenticate: authenticateRelay, limits: CONNECTION_LIMITS, ...RELAY_BUDGETS });

  const onRequest = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const host = hasOneHost(request) ? requestHost(request.headers.host, settings) : undefined;
    if (!host) return answerPlainly(response, 421, t("refused.host"), t("refused.hostLead"));
    const target = portalPath(request.url ?? "");
    const address = clientAddress(request);
    // On a relay host everything but the App APIs is the printer's own, and its addresses are nobody's business.
    const apis =
      host.kind === "portal"
        ? { ...APP_APIS, ...PRINTER_APIS, ...(settings.payments.stripe && PAYMENT_APIS) }
        : APP_APIS;
    const found = target && Object.hasOwn(apis, target.path) ? apis[target.path] : undefined;
    logWhenDone(request, response, host.kind === "portal" || found ? (target?.path ?? "(unreadable)") : "(relay)");
    if (host.kind === "relay" && !found) return relay.handleRequest(request, response, host.label, address);
    if (!target) return answerPlainly(response, 400, t("refused.target"), t("crash.notFoundLead"));
    const { path, query } = target;
    const api =
      found ?? (path.startsWith("/api/") && !(host.kind === "portal" && isOutsideCallback(path)) ? NO_API : undefined);
    if (api)
      return answerApi(request, response, api, {
        method: request.method ?? "GET",
        path,
        query: new URLSearchParams(query),
        headers: request.headers,
        address,
        relayLabel: host.kind === "relay" ? host.label : undefined,
      });
    if (host.kind !== "portal") return;
    request.headers[CLIENT_ADDRESS_HEADER] = address;
    request.url = query ? `${path}?${query}` : path;
    if (await preparePortalRequest(request, response, target, host.origin, { development }))
      await renderPage(request, response);
  };

  const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    socket.on("error", () => undefined);
    const host = requestHost(request.headers.host, settings);
    const path = portalPath(request.url ?? "")?.path;
    if (host?.kind === "relay") {
      relay.handleUpgrade(request, socket, head, host.label, clientAddress(request)).catch((error: unknown) => {
        recordFault(error);
        socket.destroy();
      });
      return;
    }
    if (host?.kind === "portal" && path === GATEWAY_PATH)
      return gateway.handleUpgrade(request, socket, head, clientAddress(request));
    if (development && host?.kind === "portal") return void nextServer.emit("upgrade", request, socket, head);
    socket.end("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
  };

  const serve = () =>
    createServer({ headersTimeout: 15_000, requestTimeout: 0, keepAliveTimeout: 65_000 }, (request, response) => {
      inRequest(request, () =>
        onRequest(request, response).catch((error: unknown) => {
          const reference = recordFault(error);
          if (response.headersSent) return response.destroy();
          answerHtml(response, 500, faultPage(reference, PLAIN_NONCE));
        }),
      );
    }).on("upgrade", (request, socket, head) => inRequest(request, () => onUpgrade(request, socket, head)));

  // Evaluation mode is for this machine only: loopback, in both families where there are two.
  const places = settings.mode === "evaluation" ? ["127.0.0.1", "::1"] : [undefined];
  const servers: Server[] = [];
  const sockets = new Set<Socket>();
  for (const place of places) {
    const server = serve().on("connection", (socket) => {
      sockets.add(socket);
      socket.once("close", () => sockets.delete(socket));
    });
    const failed = await new Promise<NodeJS.ErrnoException | undefined>((resolve) => {
      server.once("error", resolve);
      server.listen({ port: settings.port, host: place }, () => resolve(undefined));
    });
    if (failed && place === "::1" && failed.code !== "EADDRINUSE") continue;
    if (failed) {
      await database.close();
      throw new ConfigurationError([
        failed.code === "EADDRINUSE"
          ? `PORT ${settings.port} is in use: stop the other program or choose another PORT.`
          : `PORT ${settings.port} cannot be listened on: ${failed.message}.`,
      ]);
    }
    servers.push(server);
  }
  const printer = settings.port === 3000 ? "npm run printer" : `npm run printer -- --portal ${settings.portalUrl}`;
  log.info({ mode: settings.mode, port: (servers[0]?.address() as AddressInfo).port }, "listening");
  process.stdout.write(
    `\n${settings.mode === "evaluation" ? t("cli.ready", { url: settings.portalUrl, printer }) : t("cli.readyProduction", { url: settings.portalUrl })}\n\n`,
  );
  const stopRechecking = recheckExchanges(usableConnections);
  const jobs = [
    runEvery(hours(1), sweepPortalSessions),
    runEvery(hours(1), sweepWebhooks),
    runEvery(hours(1), sweepPayments),
    runEvery(hours(1), sweepLimits),
    runEvery(hours(1), sweepTries),
    runEvery(minutes(1), endDueConnections),
    runEvery(minutes(1), settlePerks),
    runWebhookWorker(),
  ];

  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    for (const endJob of jobs) endJob();
    stopRechecking();
    for (const server of servers) server.close();
    await gateway.close();
    await clearSpoolFolder();
    for (const socket of sockets) socket.destroy();
    await app.close();
    await database.close();
    process.exit(0);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => void stop());
}

main().catch((error: unknown) => {
  const known = error instanceof ConfigurationError || error instanceof DatabaseError;
  process.stderr.write(known ? `${error.message}\n` : `${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
});
