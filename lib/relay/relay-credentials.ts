import type { IncomingMessage } from "node:http";
import { areOurs } from "@/lib/connections/read-credentials";

export type RelayCredentials = {
  /** The header that decides, as it came. */
  credentials: string | undefined;
  /** `Authorization` is the printer's own, and passes. */
  passesAuthorization: boolean;
};

/**
 * Which header carries our credentials (docs/app-contract.md#5-the-relay): `Relay-Authorization`, or
 * `Proxy-Authorization` where a proxy lets it through. If either has the form of ours it alone decides, right or wrong;
 * else `Authorization` does. Pure.
 */
export function relayCredentials({ headers }: Pick<IncomingMessage, "headers">): RelayCredentials {
  const relay = headers["relay-authorization"];
  const own = [typeof relay === "string" ? relay : undefined, headers["proxy-authorization"]].find(areOurs);
  return own === undefined
    ? { credentials: headers.authorization, passesAuthorization: false }
    : // What has the form of ours is not the printer's, and a printer is not told it.
      { credentials: own, passesAuthorization: !areOurs(headers.authorization) };
}
