import { isErrorCode, t, type ErrorCode } from "@/lib/messages/messages";
import { inWords } from "@/lib/messages/relative-time";
import { first, type SearchParams } from "@/lib/web/search-params";

/** An error on its way from an action to the page: its code, and where there is one the time until the next try. */
export type FormError = { error: ErrorCode; retryAfterSeconds?: number };

/** Query parameters that carry an error to the page. */
export function errorQuery({ error, retryAfterSeconds }: FormError): Record<string, string | undefined> {
  return { error, retry: retryAfterSeconds?.toString() };
}

/** The sentence for the error in a page's query; only our own sentences, whatever the query says. */
export async function errorText(searchParams: SearchParams): Promise<{ code: ErrorCode; text: string } | undefined> {
  const { error, retry } = await searchParams;
  const code = first(error);
  if (!isErrorCode(code)) return undefined;
  const seconds = Math.min(Math.max(Number.parseInt(first(retry) ?? "", 10) || 60, 1), 86_400);
  return { code, text: t(`errors.${code}`, { when: inWords(seconds) }) };
}
