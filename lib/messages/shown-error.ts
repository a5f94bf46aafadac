import { t, type ActionError, type ShownError } from "@/lib/messages/messages";
import { inWords } from "@/lib/messages/relative-time";

const LONGEST_WAIT_SECONDS = 86_400;

/**
 * The sentence for what went wrong.
 *
 * @param error with how long to wait, where it is about waiting: a minute unless said
 */
export function shownError({ error, retryAfterSeconds }: ActionError): ShownError {
  const seconds = Math.min(Math.max(retryAfterSeconds || 60, 1), LONGEST_WAIT_SECONDS);
  return { code: error, text: t(`errors.${error}`, { when: inWords(seconds) }) };
}
