import { STATUS_CODES, type IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { log } from "@/lib/observability/log";
import { referenceOf } from "@/lib/observability/request-reference";

/** Why, for the log. */
const REASONS: Record<number, string> = {
  401: "its token is not, or not any more, of a printer",
  409: "another connection with its token lives, perhaps of a copied memory card",
  429: "too many connections from its network",
  503: "there is no place, or it could not be checked",
};

/** Refuses an agent's upgrade. Whatever the status, it comes back in two minutes or more. */
export function refuseAgent(request: IncomingMessage, stream: Duplex, status: number): void {
  if (stream.destroyed || stream.writableEnded) return;
  log.info({ status, reference: referenceOf(request), why: REASONS[status] }, "an agent's connection was refused");
  stream.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
