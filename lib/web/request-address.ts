/**
 * Header in which server.ts hands on the client's address, normalised; what a client sends under this name is dropped.
 */
export const CLIENT_ADDRESS_HEADER = "x-client-address";

/** The normalised address a request came from, for limits and records. */
export function requestAddress(headers: Headers): string {
  return headers.get(CLIENT_ADDRESS_HEADER) ?? "unknown";
}
