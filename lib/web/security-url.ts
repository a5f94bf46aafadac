export const SECURITY_PATH = "/account/security";

/** Address of the security page of the account. @param query what is to be said there */
export function securityUrl(query: Record<string, string | undefined> = {}): string {
  const given = Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
  return given.length ? `${SECURITY_PATH}?${new URLSearchParams(given)}` : SECURITY_PATH;
}
