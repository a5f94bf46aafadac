import { seconds } from "@/lib/clock";
import { askPrinter } from "@/lib/gateway/ask-printer";
import { liveLinks } from "@/lib/gateway/links/live-links";
import { failure, ok, type Result } from "@/lib/result";

/** Why there is no key. `too_old`: an OctoPrint that makes keys without telling them, or knows no such request. */
export type KeyError = "offline" | "no_authority" | "refused" | "too_old" | "timeout" | "broken";

const PATIENCE_MS = seconds(10);
const LONGEST_ANSWER = 64 * 1024;

/** Whether a printer is connected here whose program may act for OctoPrint's owner. */
export function canCreateOctoPrintKey(publicId: string): boolean {
  return liveLinks().get(publicId)?.localAuth === true;
}

function keyOf(status: number, body: Buffer): Result<{ key: string; user: string }, KeyError> {
  if (status === 404 || status === 204) return failure("too_old");
  if (status !== 200) return failure("refused");
  try {
    const { api_key: key, user_id: user } = JSON.parse(body.toString("utf8")) as {
      api_key?: unknown;
      user_id?: unknown;
    };
    return typeof key === "string" && /^[\x21-\x7e]{8,256}$/.test(key)
      ? ok({ key, user: typeof user === "string" ? user.slice(0, 200) : "" })
      : failure("too_old");
  } catch {
    return failure("broken");
  }
}

/**
 * Asks OctoPrint's key list with the printer's local authority: the only requests that ever use it
 * (docs/printer-protocol.md#45-local-authority).
 */
async function askKeyList(
  publicId: string,
  command: object,
): Promise<Result<{ status: number; body: Buffer }, KeyError>> {
  if (!canCreateOctoPrintKey(publicId)) return failure(liveLinks().has(publicId) ? "no_authority" : "offline");
  const answer = await askPrinter(publicId, {
    method: "POST",
    url: "/api/plugin/appkeys",
    body: Buffer.from(JSON.stringify(command)),
    headers: [
      ["Content-Type", "application/json"],
      ["Accept", "application/json"],
    ],
    localAuth: true,
    patienceMs: PATIENCE_MS,
    longest: LONGEST_ANSWER,
  });
  return answer.ok ? answer : failure(answer.error === "too_long" ? "broken" : answer.error);
}

/**
 * Takes a key back that was made here.
 * @param user whose key it is
 * @returns `refused` when OctoPrint does not (before 1.10)
 */
export async function revokeOctoPrintKey(
  publicId: string,
  name: string,
  user: string,
): Promise<Result<object, KeyError>> {
  const answer = await askKeyList(publicId, { command: "revoke", app: name, user });
  if (!answer.ok) return answer;
  return answer.status === 204 || answer.status === 200 ? ok({}) : failure("refused");
}

/**
 * Makes an OctoPrint API key with the printer's local authority. Every byte of the request but the name is fixed here.
 * The same name gives the same key again. Only for an owner who just proved to be there.
 * @param name 2 to 60 characters, what OctoPrint lists the key under
 * @returns whose key it is, and the key: for the completion URL and nowhere else; at the latest after 10 s
 */
export async function createOctoPrintKey(
  publicId: string,
  name: string,
): Promise<Result<{ key: string; user: string }, KeyError>> {
  const answer = await askKeyList(publicId, { command: "generate", app: name });
  return answer.ok ? keyOf(answer.status, answer.body) : answer;
}
