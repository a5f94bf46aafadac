import { lookup } from "node:dns";
import type { LookupFunction } from "node:net";

const LOOPBACK = [
  { address: "127.0.0.1", family: 4 },
  { address: "::1", family: 6 },
];

/**
 * Finds a host's addresses as a browser does: `localhost` and every name below it are this machine (RFC 6761, 6.3), on
 * whichever family the server listens. Node asks the system, which often knows only one of them or none.
 */
export const lookupPortal: LookupFunction = (hostname, options, callback) => {
  if (!/(^|\.)localhost$/i.test(hostname)) return lookup(hostname, options, callback);
  if (options.all) return callback(null, LOOPBACK);
  callback(null, options.family === 6 ? "::1" : "127.0.0.1", options.family === 6 ? 6 : 4);
};
