import { seconds } from "@/lib/clock";
import { askPrinter } from "@/lib/gateway/ask-printer";
import { liveLinks } from "@/lib/gateway/live-links";
import { failure, ok, type Result } from "@/lib/result";

/** Why there is no key. `too_old`: an OctoPrint that makes keys without telling them, or knows no such request. */
export type KeyFault = "offline" | "no_authority" | "refused" | "too_old" | "timeout" | "broken";

const PATIENCE_MS = seconds(10);
const LONGEST_ANSWER = 64 * 1024;

/** Whether a printer is connected here whose program may act for OctoPrint's owner. @param printerId public id */
export function canCreateOctoPrintKey(printerId: string): boolean {
  return liveLinks().get(printerId)?.localAuth === true;
}

function keyOf(status: number, body: Buffer): Result<{ key: string }, KeyFault> {
  if (status === 404 || status === 204) return failure("too_old");
  if (status !== 200) return failure("refused");
  try {
    const { api_key: key } = JSON.parse(body.toString("utf8")) as { api_key?: unknown };
    return typeof key === "string" && /^[\x21-\x7e]{8,256}$/.test(key) ? ok({ key }) : failure("too_old");
  } catch {
    return failure("broken");
  }
}

/**
 * Makes an OctoPrint API key with the printer's local authority: the one request that ever uses it, whose every byte but
 * the name is fixed here (protocol notes, 4.5). The same name gives the same key again. Only for an owner who just proved
 * to be there.
 * @param printerId public id @param name 2 to 60 characters, what OctoPrint lists the key under
 * @returns the key: for the completion URL and nowhere else; at the latest after 10 s
 */
export async function createOctoPrintKey(printerId: string, name: string): Promise<Result<{ key: string }, KeyFault>> {
  if (!canCreateOctoPrintKey(printerId)) return failure(liveLinks().has(printerId) ? "no_authority" : "offline");
  const answer = await askPrinter(printerId, {
    method: "POST",
    url: "/api/plugin/appkeys",
    body: Buffer.from(JSON.stringify({ command: "generate", app: name })),
    headers: [["Content-Type", "application/json"], ["Accept", "application/json"]],
    localAuth: true,
    patienceMs: PATIENCE_MS,
    longest: LONGEST_ANSWER,
  });
  if (!answer.ok) return failure(answer.error === "too_long" ? "broken" : answer.error);
  return keyOf(answer.status, answer.body);
}
