import { seconds } from "@/lib/clock";
import { askForText } from "@/lib/connector/ask-for-text";
import { portalAgent } from "@/lib/connector/trust-certificates";
import { whyUnreachable } from "@/lib/connector/why-unreachable";
import { failure, ok } from "@/lib/result";

const TIMEOUT_MS = seconds(15);
const MAX_ANSWER_BYTES = 64 * 1024;

export type PortalAnswer =
  | { ok: true; status: number; body: unknown }
  | { ok: false; error: "unreachable"; reason: string }
  | { ok: false; error: "not_json" };

function parse(status: number, text: string): PortalAnswer {
  try {
    return ok({ status, body: JSON.parse(text) as unknown });
  } catch {
    return failure("not_json");
  }
}

/**
 * Calls an API of the portal.
 * @param portal its origin
 * @param input sent as JSON in a POST; without it the call is a GET
 */
export async function callPortal(
  portal: string,
  path: string,
  input: object | undefined,
  signal: AbortSignal,
): Promise<PortalAnswer> {
  const answer = await askForText(new URL(path, portal), {
    method: input ? "POST" : "GET",
    input,
    signal,
    patienceMs: TIMEOUT_MS,
    agent: portalAgent(portal),
    maxBytes: MAX_ANSWER_BYTES,
  });
  if (answer.ok) return parse(answer.status, answer.text);
  return { ok: false, error: "unreachable", reason: whyUnreachable(portal, answer.cause) };
}
