import { completePageOf, whyNot } from "@/lib/journey/complete-page/complete-page";
import { t } from "@/lib/messages/messages";

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
  const words = connected
    ? { title: t("complete.titleYes"), lead: t("complete.leadYes") }
    : error === null
      ? { title: t("tunnel.later"), lead: t("tunnel.laterLead") }
      : { title: t("complete.titleNo"), lead: whyNot(error) };
  const known = connected || error !== null ? connected : undefined;
  return completePageOf({ connected: known, development: connected && development, nonce, ...words });
}
