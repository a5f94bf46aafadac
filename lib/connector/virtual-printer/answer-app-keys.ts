import type { IncomingMessage } from "node:http";
import { randomToken } from "@/lib/random";

export type KeyAnswer = { status: number; body: object };

export type AppKeys = {
  /** @returns whether a request may go on: it has no key, the admin's, or one that was made here */
  knows(request: IncomingMessage): boolean;
  /** `POST /api/plugin/appkeys` */
  answer(request: IncomingMessage): Promise<KeyAnswer>;
};

const MAX_BODY_BYTES = 16 * 1024;

/** OctoPrint's own sentence. */
export const FORBIDDEN = {
  error:
    "You don't have the permission to access the requested resource. It is either read-protected or not readable by the server.",
};

async function readInput(request: IncomingMessage): Promise<{ command?: unknown; app?: unknown } | null> {
  let text = "";
  for await (const chunk of request) {
    text += String(chunk);
    if (text.length > MAX_BODY_BYTES) return null;
  }
  try {
    return JSON.parse(text) as object | null;
  } catch {
    return null;
  }
}

/**
 * OctoPrint's application keys in small (docs/printer-protocol.md#45-local-authority).
 * @param adminKey without one there is no authority here
 */
export function appKeys(adminKey: string | undefined): AppKeys {
  const made = new Map<string, string>();
  const keyOf = ({ headers }: IncomingMessage) => headers["x-api-key"];

  return {
    knows: (request) => {
      const key = keyOf(request);
      return (
        adminKey === undefined ||
        key === undefined ||
        key === adminKey ||
        [...made.values()].some((other) => other === key)
      );
    },
    answer: async (request) => {
      if (adminKey === undefined || keyOf(request) !== adminKey) return { status: 403, body: FORBIDDEN };
      const input = await readInput(request);
      if (
        (input?.command !== "generate" && input?.command !== "revoke") ||
        typeof input.app !== "string" ||
        input.app === ""
      )
        return { status: 400, body: { error: "Bad Request" } };
      const name = input.app.trim().toLowerCase();
      if (input.command === "revoke") {
        made.delete(name);
        return { status: 204, body: {} };
      }
      const key = made.get(name) ?? randomToken(32);
      made.set(name, key);
      return { status: 200, body: { user_id: "admin", app_id: input.app, api_key: key } };
    },
  };
}
