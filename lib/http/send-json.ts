import type { IncomingMessage, ServerResponse } from "node:http";
import { seconds } from "@/lib/clock";
import type { ApiAnswer } from "@/lib/http/api-call";

/** How long the rest of a body that nobody reads is taken, so that its sender gets to read the answer. */
const DRAIN_MS = seconds(5);

/**
 * Sends JSON. Where the connection ends with it (`Connection: close`) and the request is still being sent, the rest of
 * that is let in first: closing on it would take the answer away from its sender (RFC 9112, 9.6).
 */
export function sendJson(request: IncomingMessage, response: ServerResponse, answer: ApiAnswer): void {
  if (response.destroyed) return;
  const { status, body, headers = {} } = answer;
  const text = JSON.stringify(body);
  response.writeHead(status, {
    "Content-Type": "application/json",
    "Content-Length": Buffer.byteLength(text),
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    ...headers,
  });
  if (request.method === "HEAD") return void response.end();
  if (request.complete || headers.Connection !== "close") return void response.end(text);
  response.write(text);
  const timer = setTimeout(() => response.end(), DRAIN_MS);
  response.once("close", () => clearTimeout(timer));
  request.once("end", () => response.end()).resume();
}
