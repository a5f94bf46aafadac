import { isErrorCode, t, type ErrorCode } from "@/lib/messages/messages";
import { inWords } from "@/lib/messages/relative-time";
import { first, type SearchParams } from "@/lib/web/search-params";

/** A refusal on its way from an action to the page: its code, and where there is one the time until the next try. */
export type Refusal = { error: ErrorCode; retryAfterSeconds?: number };

/** Query parameters that carry a refusal to the page. */
export function refusalQuery({ error, retryAfterSeconds }: Refusal): Record<string, string | undefined> {
  return { error, retry: retryAfterSeconds?.toString() };
}

/** The sentence for the refusal in a page's query; only our own sentences, whatever the query says. */
export async function refusalText(searchParams: SearchParams): Promise<{ code: ErrorCode; text: string } | undefined> {
  const { error, retry } = await searchParams;
  const code = first(error);
  if (!isErrorCode(code)) return undefined;
  const seconds = Math.min(Math.max(Number.parseInt(first(retry) ?? "", 10) || 60, 1), 86_400);
  return { code, text: t(`errors.${code}`, { when: inWords(seconds) }) };
}
