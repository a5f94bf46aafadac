import type { StreamRequest } from "@/lib/gateway/streams/stream-types";
import { STREAM_WINDOW } from "@/lib/octostream/stream-credit";

/** Messages that a plugin can queue for a WebSocket that is not open yet (docs/printer-protocol.md#44-flow-control). */
const EARLY_MESSAGES = 10;
/** What each message to a program that counts no credit costs. */
export const EARLY_COST = 64;

/** What may be sent to a printer before it gives credit. @param flowControl its program counts credit */
export const initialCredit = (kind: StreamRequest["kind"], flowControl: boolean): number =>
  flowControl ? STREAM_WINDOW : kind === "websocket" ? EARLY_MESSAGES * EARLY_COST : Infinity;
