import type { IncomingMessage } from "node:http";
import { cookieName } from "@/lib/accounts/auth-options";
import { env } from "@/lib/env";

/** Another one of our name can come from a page on plain http, where no prefix protects it; ours is among the first. */
const MOST_COOKIES = 5;

const name = () => cookieName("portal-view");

/** The tokens that a browser sends for this host. */
export function viewTokens({ headers }: Pick<IncomingMessage, "headers">): string[] {
  return (headers.cookie ?? "")
    .split(";")
    .map((cookie) => cookie.trim())
    .filter((cookie) => cookie.startsWith(`${name()}=`))
    .map((cookie) => cookie.slice(name().length + 1))
    .filter((token) => /^[A-Za-z0-9]{43}$/.test(token))
    .slice(0, MOST_COOKIES);
}

/**
 * The `Set-Cookie` of this very host (`__Host-` on https), not for scripts. `Lax`: a person who follows a link to it
 * is known.
 */
export const viewCookie = (token: string): string =>
  `${name()}=${token}; Path=/; HttpOnly; SameSite=Lax${env().portalUrl.startsWith("https:") ? "; Secure" : ""}`;
