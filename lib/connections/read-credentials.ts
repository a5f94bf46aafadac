/** No secret of ours is longer; what is, is not worth a digest. */
export const LONGEST_SECRET = 200;

export type Credentials = { by: "basic"; user: string; password: string } | { by: "bearer"; token: string };

/** What a header such as `Authorization` holds: basic (RFC 7617), bearer (RFC 6750) or neither. */
export function readCredentials(header: string | undefined): Credentials | undefined {
  const [, scheme, value] = /^(basic|bearer) +([^\s]+)\s*$/i.exec((header ?? "").slice(0, 4 * LONGEST_SECRET)) ?? [];
  if (!scheme || !value) return undefined;
  if (scheme.toLowerCase() === "bearer") return { by: "bearer", token: value };
  const decoded = Buffer.from(value, "base64").toString("utf8");
  const colon = decoded.indexOf(":");
  return colon < 0 ? undefined : { by: "basic", user: decoded.slice(0, colon), password: decoded.slice(colon + 1) };
}

/** Whether a header holds credentials of the form that ours have, right or wrong. A printer's never do. */
export function areOurs(header: string | undefined): boolean {
  const read = readCredentials(header);
  if (read?.by === "bearer") return /^acpbearer[A-Za-z0-9]{32}$/.test(read.token);
  return read !== undefined && /^acpuser[A-Za-z0-9]{32}$/.test(read.user);
}
