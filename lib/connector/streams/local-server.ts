import { Agent as HttpAgent } from "node:http";
import type { Agent as HttpsAgent } from "node:https";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { PrinterAgent } from "@/lib/connector/printer-certificates";
import { isNoisy } from "@/lib/connector/streams/clean-answer";

/** A web server of the printer, and the connections to it that are kept for requests that may be asked twice. */
export type LocalServer = {
  origin: string;
  url: URL;
  agent: HttpAgent | HttpsAgent;
};

/** Connections to a server that are kept for the next request. */
const KEPT_CONNECTIONS = 32;

function endNoisy(this: Duplex): void {
  this.destroy();
}

/**
 * Ends a kept connection on which something comes while nothing was asked: a body where none may be, or a second
 * answer. The next request on it would take that for its own answer (RFC 9112, 9.2).
 */
function keepOnlyQuiet<T extends HttpAgent>(agent: T): T {
  const keep = agent.keepSocketAlive.bind(agent);
  const reuse = agent.reuseSocket.bind(agent);
  agent.keepSocketAlive = (socket): boolean => {
    const isKept: unknown = keep(socket);
    if (!isKept || socket.readableLength > 0 || isNoisy(socket as Socket)) return false;
    socket.on("data", endNoisy);
    return true;
  };
  agent.reuseSocket = (socket, request) => {
    socket.off("data", endNoisy);
    reuse(socket, request);
  };
  return agent;
}

/** @param origin such as `http://192.168.1.20`; its agent is to be destroyed at the end */
export function localServer(origin: string): LocalServer {
  const options = { keepAlive: true, maxFreeSockets: KEPT_CONNECTIONS };
  return {
    origin,
    url: new URL(origin),
    agent: keepOnlyQuiet(origin.startsWith("https:") ? new PrinterAgent(options) : new HttpAgent(options)),
  };
}
