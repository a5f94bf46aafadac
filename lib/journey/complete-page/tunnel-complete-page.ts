import { completePageOf } from "@/lib/journey/complete-page/complete-page";
import type { FailureReason } from "@/lib/journey/urls/completion-url";
import { t } from "@/lib/messages/messages";

const FAILURES: FailureReason[] = [
  "cancelled",
  "access_denied",
  "supporter_required",
  "session_expired",
  "server_error",
];

/**
 * The completion page of apps that take a server's address, which have no words of their own for what went wrong: so
 * it says why (docs/app-contract.md#11-apps-that-take-a-servers-address). Holds no value of the query.
 * @param page `error`: as the query says it, any text. Without it and not connected: somebody came back later
 */
export function tunnelCompletePage(page: {
  isConnected: boolean;
  error: string | null;
  development: boolean;
  nonce: string;
}): string {
  const { isConnected: connected, error, development, nonce } = page;
  const reason = FAILURES.find((known) => known === error);
  const words = connected
    ? { title: t("complete.titleYes"), lead: t("complete.leadYes") }
    : error === null
      ? { title: t("tunnel.later"), lead: t("tunnel.laterLead") }
      : { title: t("complete.titleNo"), lead: reason ? t(`tunnel.why.${reason}`) : t("complete.leadNo") };
  const known = connected || error !== null ? connected : undefined;
  return completePageOf({ connected: known, development: connected && development, nonce, ...words });
}
