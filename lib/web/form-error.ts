import { isErrorCode, type ActionError, type ShownError } from "@/lib/messages/messages";
import { shownError } from "@/lib/messages/shown-error";
import { first, type SearchParams } from "@/lib/web/search-params";

/** Query parameters that carry an error to the page. */
export function errorQuery({ error, retryAfterSeconds }: ActionError): Record<string, string | undefined> {
  return { error, retry: retryAfterSeconds?.toString() };
}

function sentenceOf(code: string | undefined, retry: string | undefined): ShownError | undefined {
  if (!isErrorCode(code)) return undefined;
  return shownError({ error: code, retryAfterSeconds: Number.parseInt(retry ?? "", 10) });
}

/** The sentence for the error in a page's query; only our own sentences, whatever the query says. */
export async function errorText(searchParams: SearchParams): Promise<ShownError | undefined> {
  const { error, retry } = await searchParams;
  return sentenceOf(first(error), first(retry));
}

/** The same of a query as sent. */
export function errorOf(query: string): ShownError | undefined {
  const parameters = new URLSearchParams(query);
  return sentenceOf(parameters.get("error") ?? undefined, parameters.get("retry") ?? undefined);
}
