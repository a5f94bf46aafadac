import type { IncomingMessage, ServerResponse } from "node:http";
import { faultPage } from "@/lib/http/plain-page";
import { referenceOf } from "@/lib/observability/request-reference";

const OF_ANOTHER_BODY = ["Content-Encoding", "Transfer-Encoding", "ETag", "Content-Disposition"];

/** The type that a head is given beside its status, which the response does not know yet. */
function typeIn(input: unknown[]): string | undefined {
  const given = input.find((item) => typeof item === "object" && item !== null);
  const pairs = Array.isArray(given)
    ? Array.from({ length: given.length / 2 }, (_, i): [unknown, unknown] => [given[2 * i], given[2 * i + 1]])
    : Object.entries(given ?? {});
  const found = pairs.find(([name]) => String(name).toLowerCase() === "content-type");
  return found && String(found[1]);
}

/** Node's way to hear when a piece was written: the last argument. */
const callBack = (input: unknown[]) => {
  const last = input.at(-1);
  if (typeof last === "function") queueMicrotask(() => last());
};

/**
 * Puts a page of ours in the place of what the framework answers to a fault in a page, which without JavaScript is
 * empty and with it names another reference than the log (ASVS 16.5.1). Its status stays. To be called before the
 * framework is.
 * @param nonce of the content policy
 */
export function replaceFaultPage(request: IncomingMessage, response: ServerResponse, nonce: string): void {
  // What a route threw has no type, or says three words of plain text.
  const isForPeople = (type: string) => /^(text\/(html|plain)|$)/i.test(type);
  const isFaultPage = (type = String(response.getHeader("content-type") ?? "")) =>
    response.statusCode >= 500 && isForPeople(type);
  let isReplaced = false;
  const replace = () => {
    if (isReplaced) return;
    isReplaced = true;
    for (const name of OF_ANOTHER_BODY) response.removeHeader(name);
    response.setHeader("Content-Type", "text/html; charset=utf-8");
    response.setHeader("Cache-Control", "no-store");
    const page = faultPage(referenceOf(request), nonce, request.method === "GET");
    response.setHeader("Content-Length", Buffer.byteLength(page));
    end(page);
  };
  const end = response.end.bind(response);
  const write = response.write.bind(response);
  const writeHead = response.writeHead.bind(response);
  const isOurs = (type?: string) => isReplaced || (!response.headersSent && isFaultPage(type));

  // Whatever the framework does first, flushing included, begins with the head.
  response.writeHead = ((...input: Parameters<typeof writeHead>) => {
    response.statusCode = input[0];
    if (isReplaced || !isOurs(typeIn(input))) return writeHead(...input);
    replace();
    return response;
  }) as typeof writeHead;
  response.write = ((...input: Parameters<typeof write>) => {
    if (!isOurs()) return write(...input);
    replace();
    callBack(input);
    return true;
  }) as typeof write;
  response.end = ((...input: Parameters<typeof end>) => {
    if (!isOurs()) return end(...input);
    replace();
    callBack(input);
    return response;
  }) as typeof end;
}
