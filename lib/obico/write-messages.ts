import { serialize } from "bson";
import type { RemoteStatus, SocketCommand, TunnelRequest } from "@/lib/obico/messages";

const REQUEST = "http.tunnelv2";

/** Where the inner document begins: behind the outer one's length, a type, and the key with its end. */
const INNER_AT = 4 + 1 + REQUEST.length + 1;

/** What is behind the length of the last element's bytes: their kind, and the ends of both documents. */
const BEHIND_LENGTH = 1 + 1 + 1;

/**
 * Puts a body into the place of an empty one, which is a message's last element. The library would copy it into a
 * buffer that it shares, keeps, and has no room in for a large one.
 */
function withData(message: Uint8Array, data: Uint8Array): Buffer {
  const ends = message.length - 2;
  const bytes = Buffer.concat([message.subarray(0, ends), data, message.subarray(ends)]);
  for (const at of [0, INNER_AT]) bytes.writeInt32LE(bytes.readInt32LE(at) + data.length, at);
  bytes.writeInt32LE(data.length, message.length - BEHIND_LENGTH - 4);
  return bytes;
}

/** For a binary frame. No other keys than these: an unknown one ends the request without an answer. */
export function writeRequest({ ref, method, path, headers, data, timeout }: TunnelRequest): Uint8Array {
  // As a map: of an object the library takes some names, which an app may send, for words to itself.
  const named = new Map(Object.entries(headers));
  const keys = { ref, method, path, headers: named, ...(timeout !== undefined && { timeout }) };
  if (data === null) return serialize({ [REQUEST]: { ...keys, data: null } });
  return withData(serialize({ [REQUEST]: { ...keys, data: Buffer.alloc(0) } }), data);
}

/** For a binary frame. */
export function writeSocketCommand({ ref, path, type, data }: SocketCommand): Uint8Array {
  return serialize({ "ws.tunnel": { ref, path, type, data } });
}

/** For a text frame: JSON in a binary one is dropped. */
export const writeRemoteStatus = ({ viewing, should_watch }: RemoteStatus): string =>
  JSON.stringify({ remote_status: { viewing, should_watch } });
