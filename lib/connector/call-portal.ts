import { seconds } from "@/lib/clock";
import { askForText } from "@/lib/connector/ask-for-text";
import { failure, ok, type Result } from "@/lib/result";

const TIMEOUT_MS = seconds(15);
const MAX_ANSWER_BYTES = 64 * 1024;

export type PortalAnswer = Result<{ status: number; body: unknown }, "unreachable" | "not_json">;

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
    signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    maxBytes: MAX_ANSWER_BYTES,
  });
  return answer.ok ? parse(answer.status, answer.text) : answer;
}
