import { recheckExchanges } from "@/lib/relay/recheck-exchanges";
import { mayView } from "@/lib/view/may-view";
import { livingViews } from "@/lib/view/view-store";

/**
 * A sign-in ends in many ways and on any server, and what is open ends with it. It is asked about so often, and of all
 * together, that nobody has to remember it. Nothing is asked while nothing is open.
 */
const EVERY_MS = 500;

const PREFIX = "view:";

/** What a visit to a printer's page is called among the exchanges that are open. */
export const exchangeIdOf = (viewId: string): string => `${PREFIX}${viewId}`;

/** Whether an exchange is one of a printer's page. */
export const isView = (exchangeId: string): boolean => exchangeId.startsWith(PREFIX);

async function usableViews(exchangeIds: string[]): Promise<Set<string>> {
  const living = await livingViews(exchangeIds.map((id) => id.slice(PREFIX.length)));
  const users = [...new Set(living.map(({ userId }) => userId))];
  const may = new Map(await Promise.all(users.map(async (id) => [id, await mayView(id)] as const)));
  return new Set(living.filter(({ userId }) => may.get(userId)).map(({ viewId }) => exchangeIdOf(viewId)));
}

/**
 * Ends what is open on printers' pages within a second of the sign-in, the ownership or the right to it.
 * @returns stops it
 */
export const recheckViews = (everyMs = EVERY_MS): (() => void) => recheckExchanges(usableViews, everyMs, isView);
