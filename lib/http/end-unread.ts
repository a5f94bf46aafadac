import type { IncomingMessage, ServerResponse } from "node:http";
import { seconds } from "@/lib/clock";

/** How long the rest of a body that nobody reads is taken, so that its sender gets to read the answer. */
const DRAIN_MS = seconds(5);

/**
 * Ends an answer whose head is written, with a body of the length that it says. Where the connection ends with it and
 * the request is still being sent, that is let in first: closing on it would take the answer away from its sender
 * (RFC 9112, 9.6).
 */
export function endUnread(request: IncomingMessage, response: ServerResponse, body: string): void {
  if (request.complete || response.shouldKeepAlive) return void response.end(body);
  response.write(body);
  const timer = setTimeout(() => response.end(), DRAIN_MS);
  response.once("close", () => clearTimeout(timer));
  request.once("end", () => response.end()).resume();
}
