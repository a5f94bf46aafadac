// For tests: names below localhost resolve in browsers, and not everywhere in Node.
import type { LookupFunction } from "node:net";
import { Agent, fetch as fetchBy } from "undici";
import { WebSocket } from "ws";
import type { Fetch, SocketMaker } from "@/clients/typescript/src";

const lookup: LookupFunction = (_, options, done) =>
  options.all ? done(null, [{ address: "127.0.0.1", family: 4 }]) : done(null, "127.0.0.1", 4);

const dispatcher = new Agent({ connect: { lookup } });

/** `fetch`, with every name on this machine. */
export const fetchHere = ((url, init) =>
  fetchBy(url, { ...init, dispatcher } as Parameters<typeof fetchBy>[1])) as Fetch;

/** The same for WebSockets. */
export const socketHere: SocketMaker = (url, { protocols, headers }) =>
  new WebSocket(url, protocols, { headers, lookup }) as unknown as globalThis.WebSocket;
