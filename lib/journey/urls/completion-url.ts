import type { JourneyAnswer } from "@/lib/journey/urls/step-url";

/** The values of a minted connection, on their way to the app. All but the names are secrets. */
export type CompletedConnection = {
  id: string;
  url: string;
  appApiToken: string;
  printerName: string;
  userPrinterAccessUrl: string;
  /** LAN address, with port when it is not 80; undefined when unknown. */
  printerLastKnownLocalIp: string | undefined;
  basicUser: string;
  basicPassword: string;
  bearerToken: string;
  octoPrintApiKey?: string | undefined;
};

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

/** The values of a connection by the keys that apps read them by (docs/app-contract.md#3-completion). */
export const connectionValues = (connection: CompletedConnection) => ({
  id: connection.id,
  url: connection.url,
  appApiToken: connection.appApiToken,
  printername: connection.printerName,
  userPrinterAccessUrl: connection.userPrinterAccessUrl,
  printerLastKnownLocalIp: connection.printerLastKnownLocalIp,
  authBasicHttpUser: connection.basicUser,
  authBasicHttpPassword: connection.basicPassword,
  // Shipped apps read these two in lower case only.
  authbasichttpuser: connection.basicUser,
  authbasichttppassword: connection.basicPassword,
  authBearerToken: connection.bearerToken,
  octoPrintApiKey: connection.octoPrintApiKey,
});

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
