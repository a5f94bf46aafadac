import type { StreamError } from "@/lib/gateway/streams/stream-types";
import { inflateContent } from "@/lib/obico/inflate-content";
import { MAX_CONTENT_BYTES } from "@/lib/obico/limits";
import type { TunnelAnswer } from "@/lib/obico/messages";
import { failure, type Result } from "@/lib/result";
import { shared } from "@/lib/shared";

/** So much an answer may become without waiting for its turn. */
const SMALL = 2 * 1024 * 1024;

const FAULTS = { too_large: "download_too_large", broken: "broken" } as const;

/** One large answer is unpacked at a time in this process: a few kilobytes may become all that is allowed. */
function inTurn<T>(task: () => Promise<T>): Promise<T> {
  const turns = shared("agents-large-answers", () => ({ last: Promise.resolve() as Promise<unknown> }));
  const mine = turns.last.then(task, task);
  turns.last = mine.catch(() => undefined);
  return mine;
}

/** The bytes of an answer, as the printer sent them. */
export async function unpackAnswer({
  content,
  compressed,
}: Pick<TunnelAnswer, "content" | "compressed">): Promise<Result<{ bytes: Uint8Array }, StreamError>> {
  if (!compressed) return { ok: true, bytes: content };
  const small = await inflateContent(content, SMALL);
  const unpacked =
    small.ok || small.error === "broken" ? small : await inTurn(() => inflateContent(content, MAX_CONTENT_BYTES));
  return unpacked.ok ? unpacked : failure(FAULTS[unpacked.error]);
}
