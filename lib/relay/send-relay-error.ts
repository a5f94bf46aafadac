import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { seconds } from "@/lib/clock";
import { errorEnvelope } from "@/lib/http/envelope";
import { plainPage } from "@/lib/http/plain-page";
import { t } from "@/lib/messages/messages";
import { log } from "@/lib/observability/log";
import { countRelayStatus } from "@/lib/observability/relay-numbers";
import { explanationOf, referenceOf } from "@/lib/observability/request-reference";
import { relayError, type RelayStatus } from "@/lib/relay/relay-errors";

/** How long the rest of a refused upload is read, so that its sender gets to read the answer. */
const DRAIN_MS = seconds(5);

/** What stands on the wire for a fault, where a kind of host has other words for it than the relay's own status. */
export type Wire = { status: number; headers?: Record<string, string> };

type Answer = { headers: Record<string, string | number>; body: string };

// A browser says that it prefers pages; apps and their libraries ask for JSON or for anything.
const prefersPage = (accept: string | undefined) => /^\s*text\/html/i.test(accept ?? "");

function answerFor(
  request: IncomingMessage,
  status: RelayStatus,
  retryAfterSeconds: number | undefined,
  wire: Wire,
): Answer {
  const { accept } = request.headers;
  const { reason, sentence: told } = relayError(status, explanationOf(request));
  // What may be our own fault can be found in the log by whoever reads of it (ASVS 16.5.1).
  const sentence = status === 600 ? `${told} ${t("common.reference", { id: referenceOf(request) })}.` : told;
  const page = prefersPage(accept);
  const body = page
    ? plainPage({ title: reason, lead: sentence, nonce: "plain" })
    : JSON.stringify(errorEnvelope(wire.status, sentence).body);
  const policy = "default-src 'none'; style-src 'nonce-plain'; frame-ancestors 'none'";
  return {
    headers: {
      "Content-Type": page ? "text/html; charset=utf-8" : "application/json",
      "Content-Length": Buffer.byteLength(body),
      "Cache-Control": "no-store",
      ...(retryAfterSeconds !== undefined && { "Retry-After": retryAfterSeconds }),
      ...(page && { "Content-Security-Policy": policy }),
      ...wire.headers,
    },
    body,
  };
}

/** Answers a request with an error of the relay: JSON, or a small page for people who open the address in a browser. */
export function sendRelayError(
  request: IncomingMessage,
  response: ServerResponse,
  status: RelayStatus,
  retryAfterSeconds?: number,
  wire: Wire = { status },
): void {
  if (response.headersSent) return void response.destroy();
  const { headers, body } = answerFor(request, status, retryAfterSeconds, wire);
  const unread = !request.complete;
  response.writeHead(wire.status, relayError(status, explanationOf(request)).reason, {
    ...headers,
    ...(unread && { Connection: "close" }),
  });
  response.end(body);
  if (!unread) return;
  request.resume();
  setTimeout(() => request.destroy(), DRAIN_MS).unref();
}

/** Refuses a WebSocket handshake. @param status one of the relay's, or what the printer itself answered */
export function refuseUpgrade(
  request: IncomingMessage,
  socket: Duplex,
  status: RelayStatus | { printerStatus: number },
  retryAfterSeconds?: number,
  wire: Wire = { status: typeof status === "number" ? status : status.printerStatus },
): void {
  countRelayStatus(wire.status);
  const known = typeof status === "number";
  const { headers, body } = known
    ? answerFor(request, status, retryAfterSeconds, wire)
    : { headers: { "Content-Length": 0 }, body: "" };
  log.info(
    {
      path: "(relay)",
      status: wire.status,
      reference: referenceOf(request),
      why: explanationOf(request),
    },
    "upgrade refused",
  );
  const line = known
    ? `${wire.status} ${relayError(status, explanationOf(request)).reason}`
    : `${status.printerStatus} Refused By Printer`;
  const lines = Object.entries({ ...headers, Connection: "close" }).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${line}\r\n${lines.join("")}\r\n${body}`);
  // What came behind the head, or still comes, is read and forgotten, so that the client gets to read the answer.
  socket.resume();
  setTimeout(() => socket.destroy(), DRAIN_MS).unref();
}
