import type { IncomingMessage, ServerResponse } from "node:http";
import { openTunnelStart } from "@/lib/journey/read/open-tunnel-start";
import { log } from "@/lib/observability/log";

/**
 * Sends the start URL of an app that takes a server's address on to the journey, with 303 (RFC 9110, 15.4.4), which the
 * framework's pages cannot answer to GET. Never anywhere else: a bad one is left to its page.
 * @returns whether it was answered
 */
export async function redirectTunnelStart(
  request: IncomingMessage,
  response: ServerResponse,
  query: string,
): Promise<boolean> {
  if (request.method !== "GET" && request.method !== "HEAD") return false;
  const opened = await openTunnelStart(query);
  if (!opened.ok) return false;
  for (const note of opened.notes) log.info({ appId: opened.appId, note }, "start parameter ignored");
  response.writeHead(303, { Location: opened.location, "Cache-Control": "no-store", "Content-Length": 0 }).end();
  return true;
}
