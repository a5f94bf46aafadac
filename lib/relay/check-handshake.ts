import type { IncomingMessage } from "node:http";

/** As the library that answers wants it: 16 bytes in base64 (RFC 6455, 4.1). */
const KEY = /^[+/0-9A-Za-z]{22}==$/;

/**
 * Whether an upgrade is a WebSocket's handshake and nothing else (RFC 6455, 4.2.1): with a body, or with bytes behind
 * its head, which a client has to hold back until it is answered (4.1), it cannot be told what they are. Pure.
 * @param head what came behind the head in the same piece
 */
export function isHandshake({ method, httpVersion, headers }: IncomingMessage, head: Uint8Array): boolean {
  if (method !== "GET" || httpVersion !== "1.1" || headers.upgrade?.toLowerCase() !== "websocket") return false;
  if (headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) !== 0) return false;
  if (head.length > 0) return false;
  return KEY.test(headers["sec-websocket-key"] ?? "") && /^(8|13)$/.test(headers["sec-websocket-version"] ?? "");
}
