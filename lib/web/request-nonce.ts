/** The nonce of this request's content policy, which server.ts put on the request. */
export function requestNonce(headers: Headers): string {
  return /'nonce-([A-Za-z0-9+/=_-]+)'/.exec(headers.get("content-security-policy") ?? "")?.[1] ?? "";
}
