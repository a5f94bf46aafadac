import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { seconds } from "@/lib/clock";
import { env } from "@/lib/env";
import { plainPage } from "@/lib/http/plain-page";
import { t } from "@/lib/messages/messages";
import { log } from "@/lib/observability/log";
import { explanationOf, referenceOf } from "@/lib/observability/request-reference";
import type { RelayStatus } from "@/lib/relay/relay-errors";

/** What can be in the way to a printer's page; texts of the same name. */
export type ViewFault =
  /** The program beside it is connected, and nothing answers that. */
  | "silent"
  | "away"
  | "slow"
  | "broken"
  | "tooOld"
  | "tooLarge"
  | "webcam"
  | "busy"
  | "unreadable"
  | "signIn"
  | "ticket"
  | "foreign"
  | "off";

/** Statuses that browsers know: nobody there reads the relay's own. */
const STATUS: Record<ViewFault, number> = {
  silent: 503,
  away: 503,
  slow: 504,
  broken: 502,
  tooOld: 502,
  tooLarge: 413,
  webcam: 429,
  busy: 429,
  unreadable: 400,
  signIn: 403,
  ticket: 403,
  foreign: 403,
  off: 404,
};

const OF_RELAY: Record<RelayStatus, ViewFault> = {
  400: "unreadable",
  600: "broken",
  601: "away",
  602: "slow",
  603: "signIn",
  604: "signIn",
  605: "off",
  606: "signIn",
  607: "tooLarge",
  608: "tooLarge",
  609: "webcam",
  610: "tooOld",
};

const DRAIN_MS = seconds(5);

const portalPage = (publicId: string | undefined) =>
  `${env().portalUrl}${publicId ? `/view/${publicId}` : "/account/printers"}`;

const isPage = ({ headers }: IncomingMessage) => /^\s*text\/html/i.test(headers.accept ?? "");

/**
 * Answers with a sentence: a page for a person, with the way back to the portal; a line of text for a script.
 * @param publicId of the printer, where it may be named
 */
export function sendViewFault(
  request: IncomingMessage,
  response: ServerResponse,
  fault: ViewFault,
  publicId?: string,
): void {
  if (response.headersSent) return void response.destroy();
  const told = t(`door.${fault}Lead`);
  const lead = fault === "broken" ? `${told} ${t("common.reference", { id: referenceOf(request) })}.` : told;
  const asksToSignIn = fault === "signIn" && publicId !== undefined;
  const isRetried = ["away", "silent", "slow", "broken"].includes(fault);
  const wayBack = t(publicId ? "door.toPrinter" : "door.toPrinters");
  const page = plainPage({
    title: t(`door.${fault}`),
    lead,
    nonce: "plain",
    wayOn: isRetried
      ? { href: "", text: t("crash.retry") }
      : { href: portalPage(publicId), text: asksToSignIn ? t("view.signIn") : wayBack },
    wayOut: isRetried ? { href: `${env().portalUrl}/account`, text: t("door.toPrinters") } : undefined,
  });
  const body = isPage(request) ? page : `${lead}\n`;
  const unread = !request.complete;
  response.writeHead(STATUS[fault], {
    "Content-Type": isPage(request) ? "text/html; charset=utf-8" : "text/plain; charset=utf-8",
    "Content-Length": Buffer.byteLength(body),
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'nonce-plain'; frame-ancestors 'self'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    // Nothing of a visit outlives it: what a page kept in the browser would act in the next one.
    ...(fault === "signIn" && { "Clear-Site-Data": '"cache", "storage"' }),
    ...(unread && { Connection: "close" }),
  });
  response.end(body);
  if (!unread) return;
  request.resume();
  setTimeout(() => request.destroy(), DRAIN_MS).unref();
}

/** What a fault of the relay is here. @param isConnected the program beside the printer is */
export const faultOf = (status: RelayStatus, isConnected: boolean): ViewFault =>
  status === 601 && isConnected ? "silent" : OF_RELAY[status];

/** Refuses a WebSocket handshake. */
export function refuseView(request: IncomingMessage, socket: Duplex, fault: ViewFault): void {
  const status = STATUS[fault];
  const why = explanationOf(request) ?? fault;
  log.info({ path: "(view)", status, reference: referenceOf(request), why }, "upgrade refused");
  socket.end(`HTTP/1.1 ${status} Refused\r\nContent-Length: 0\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n`);
  socket.resume();
  setTimeout(() => socket.destroy(), DRAIN_MS).unref();
}
