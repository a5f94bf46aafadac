import { isErrorCode, type ActionError, type ShownError } from "@/lib/messages/messages";
import { shownError } from "@/lib/messages/shown-error";
import { first, type SearchParams } from "@/lib/web/search-params";

/** Query parameters that carry an error to the page. */
export function errorQuery({ error, retryAfterSeconds }: ActionError): Record<string, string | undefined> {
  return { error, retry: retryAfterSeconds?.toString() };
}

/** The sentence for the error in a page's query; only our own sentences, whatever the query says. */
export async function errorText(searchParams: SearchParams): Promise<ShownError | undefined> {
  const { error, retry } = await searchParams;
  const code = first(error);
  if (!isErrorCode(code)) return undefined;
  return shownError({ error: code, retryAfterSeconds: Number.parseInt(first(retry) ?? "", 10) });
}
