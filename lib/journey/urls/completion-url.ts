import { connectionValues, type CompletedConnection } from "@/lib/connections/connection-values";
import type { JourneyAnswer } from "@/lib/journey/urls/step-url";

/** Why an app gets nothing, as it is told. */
export type FailureReason = "cancelled" | "access_denied" | "supporter_required" | "session_expired" | "server_error";

/**
 * What an app is told at the end of a journey: in full; where it bound that to itself, as a code; where it takes a
 * server's address, as the address of a tunnel with its credentials.
 */
export type Completion =
  | { answer?: "connection"; success: true; state: string | undefined; connection: CompletedConnection }
  | { answer: "code"; success: true; state: string | undefined; code: string; printerName: string }
  | { answer: "tunnel"; success: true; tunnelEndpoint: string }
  | { answer?: JourneyAnswer; success: false; state: string | undefined; error: FailureReason };

// Percent-encoding of everything but RFC 3986's unreserved characters: a blank is %20, a plus sign %2B
// (docs/app-contract.md#3-completion).
const encode = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

function completionValues(completion: Completion): Record<string, string | undefined> {
  if (!completion.success)
    return completion.answer === "tunnel"
      ? { error: completion.error }
      : { success: "false", error: completion.error, state: completion.state };
  if (completion.answer === "tunnel") return { tunnel_endpoint: completion.tunnelEndpoint };
  const { state } = completion;
  if (completion.answer === "code")
    return { success: "true", code: completion.code, printername: completion.printerName, state };
  return { success: "true", ...connectionValues(completion.connection), state };
}

/**
 * Where the browser goes at the end of a journey (docs/app-contract.md#3-completion): the validated return URL, every
 * byte as it is, with the outcome behind it.
 */
export function completionUrl(returnUrl: string, completion: Completion): string {
  const pairs = Object.entries(completionValues(completion)).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${encode(value)}`],
  );
  return `${returnUrl}${returnUrl.includes("?") ? "&" : "?"}${pairs.join("&")}`;
}
