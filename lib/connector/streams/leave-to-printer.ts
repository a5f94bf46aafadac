import type { ClientRequest, IncomingMessage } from "node:http";
import { minutes } from "@/lib/clock";

/** Commands that go on at printers although nobody waits for their answers any more. */
const MOST_LEFT = 100;

/** For the rest of an answer that nobody reads. */
const REST_MS = minutes(1);

const left = new Set<ClientRequest>();

/**
 * Lets a command that the printer was given whole go on there to its end (RFC 9110, 9.2.1: it may change something),
 * although the app has left or the connection to the portal is gone. Its answer is read and thrown away. Of very many
 * the oldest is cut off.
 */
export function leaveToPrinter(request: ClientRequest): void {
  const [oldest] = left;
  if (left.size >= MOST_LEFT) oldest?.destroy();
  left.add(request);
  request.once("close", () => left.delete(request));
  request.on("response", (response: IncomingMessage) => {
    response.on("error", () => undefined).resume();
    setTimeout(() => request.destroy(), REST_MS).unref();
  });
  // A program that is to end does not wait for it.
  request.socket?.unref();
}
