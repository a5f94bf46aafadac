import type { StreamEnd } from "@/lib/connector/streams/serve-stream";
import { faultHeader } from "@/lib/octostream/fault-header";

/** Nothing listens there, or nothing is there. All else that goes wrong came from something that is. */
const NOT_REACHED = new Set([
  ...["ECONNREFUSED", "EHOSTUNREACH", "ENETUNREACH", "EHOSTDOWN", "ENETDOWN", "ENOTFOUND", "EAI_AGAIN", "ETIMEDOUT"],
]);

/** Why Node's client gave up: a code of the system or of its parser (`HPE_…`), and its words. */
type ClientError = Error & { code?: string; reason?: string };

/**
 * The last frame of a stream on which the printer gave no answer, or none that can be read: that it cannot be reached,
 * or the reason, for the portal's log.
 */
export function faultFrame(fault: unknown): Parameters<StreamEnd["close"]>[0] {
  const { code, reason, message } = (fault instanceof Error ? fault : new Error(String(fault))) as ClientError;
  if (NOT_REACHED.has(code ?? "")) return { connectFailed: true };
  return { http: faultHeader([code, reason || message].filter(Boolean).join(": ")) };
}

/** The printer ended the connection, or left HTTP, without an answer. */
export const NO_ANSWER = new Error("the connection ended without an answer");
