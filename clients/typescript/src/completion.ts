import { byLowerCaseName, connectionOf, type Connection } from "./connection.js";
import { ConnectionError } from "./errors.js";

/** Why there is no connection. Others may be added. */
export type FailureReason =
  "cancelled" | "access_denied" | "supporter_required" | "session_expired" | "server_error" | (string & {});

/** How a journey ended. */
export type Completion =
  | { kind: "connected"; connection: Connection; state: string | undefined }
  /** The start URL had a code challenge: redeem the code. */
  | { kind: "code"; code: string; printerName: string; state: string | undefined }
  | { kind: "failed"; error: FailureReason; state: string | undefined };

const NOTHING = "The address holds neither a connection nor a code.";

/** Values are percent-encoded only: a plus sign stands for itself. What is no encoding is taken as it is. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** By hand, since `URL` knows no custom schemes on some platforms. */
function pairsOf(address: string): [string, string][] {
  const [beforeFragment = ""] = address.split("#");
  const query = beforeFragment.slice(beforeFragment.indexOf("?") + 1);
  return query.split("&").map((pair) => {
    const [name = "", ...value] = pair.split("=");
    return [decode(name), decode(value.join("="))];
  });
}

/**
 * Reads the address that your app was returned to, or its query, whatever the spelling of the keys.
 * @param options `state`: what your start URL said. Another one is refused: the completion answers somebody else's
 * start URL. `codeOnly`: your start URL had a code challenge, so secrets in the address are not the answer to it:
 * somebody else opened it, to have your app use a printer of theirs
 * @throws ConnectionError `not_a_completion`, `state_mismatch`
 */
export function readCompletion(address: string, options: { state?: string; codeOnly?: boolean } = {}): Completion {
  const values = byLowerCaseName(pairsOf(address));
  const success = values.get("success");
  if (success !== "true" && success !== "false")
    throw new ConnectionError("not_a_completion", "The address says neither success nor failure.");
  const state = values.get("state");
  if (options.state !== undefined && state !== options.state)
    throw new ConnectionError("state_mismatch", "The completion answers another start URL.");
  if (success === "false") return { kind: "failed", error: values.get("error") || "server_error", state };
  const connection = options.codeOnly ? undefined : connectionOf(values);
  if (connection) return { kind: "connected", connection, state };
  const code = values.get("code");
  if (code) return { kind: "code", code, printerName: values.get("printername") ?? "", state };
  throw new ConnectionError("not_a_completion", options.codeOnly ? "The address holds no code." : NOTHING);
}
