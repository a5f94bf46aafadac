import { connectionLimiter, type Places } from "@/lib/gateway/links/connection-limiter";

/** Open sockets that have not proven anything yet. */
const MAX_PER_ADDRESS = 40;
const MAX_IN_ALL = 2000;

/** Bytes a socket may send before its printer is accepted: a handshake has about 1 KB. */
export const MAX_STRANGER_BYTES = 64 * 1024;

/** Bounds what unknown sockets can hold: for each address, and for all together. */
export const unauthenticatedLimiter = (): Places =>
  connectionLimiter({ perAddress: MAX_PER_ADDRESS, inAll: MAX_IN_ALL });
