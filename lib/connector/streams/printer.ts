import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";

/** The printer's web server, as streams reach it. */
export type Printer = { origin: string; agent: HttpAgent | HttpsAgent };

/** Connections to it that are kept for the next request. */
const KEPT_CONNECTIONS = 16;

/** @param origin such as `http://192.168.1.20` */
export function printerAt(origin: string): Printer {
  const options = { keepAlive: true, maxFreeSockets: KEPT_CONNECTIONS };
  return { origin, agent: origin.startsWith("https:") ? new HttpsAgent(options) : new HttpAgent(options) };
}
