import { completionUrl } from "@/lib/journey/completion-url";
import type { Journey } from "@/lib/journey/load-journey";

export type FailureReason = "cancelled" | "access_denied" | "supporter_required" | "session_expired" | "server_error";

/**
 * Completion URL for a journey that shares nothing (docs/app-contract.md#3-completion); undefined when there is no good
 * return URL.
 */
export function failureUrl(journey: Journey, error: FailureReason): string | undefined {
  const { session, target } = journey;
  if (!target || !session.returnUrl) return undefined;
  return completionUrl(session.returnUrl, { success: false, error, state: session.state ?? undefined });
}
