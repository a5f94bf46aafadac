import type { NextAuthOptions } from "next-auth";
import { accountOf, type AccountRow } from "@/lib/accounts/account-store";
import { sessionAdapter, SESSION_IDLE_MS } from "@/lib/accounts/session-adapter-store";
import { env } from "@/lib/env";
import { log } from "@/lib/observability/log";

/**
 * `__Host-` binds the cookie to this very host, so that a printer's page on a sibling host cannot set it
 * (docs/security.md#cross-site-requests).
 */
export const cookieName = (name: string) => (env().portalUrl.startsWith("https:") ? `__Host-${name}` : name);

/** Attributes of our cookies: not for scripts, not for other sites' posts, this host only. */
export const cookieAttributes = () => ({
  httpOnly: true,
  sameSite: "lax" as const,
  path: "/",
  secure: env().portalUrl.startsWith("https:"),
});

export const sessionCookieName = () => cookieName("portal-user");

/**
 * next-auth, used for database sessions only: signing in is ours, and no page or route of next-auth's is mounted.
 * @param onFault hears of an error of the database, of which next-auth says nothing
 */
export function authOptions(onFault?: (error: unknown) => void): NextAuthOptions {
  return {
    adapter: sessionAdapter(onFault),
    secret: env().authSecret,
    session: { strategy: "database", maxAge: SESSION_IDLE_MS / 1000 },
    cookies: { sessionToken: { name: sessionCookieName(), options: cookieAttributes() } },
    providers: [],
    // Its own words on the console could hold details of a session; ours name the fault only.
    logger: { error: (code) => log.error({ code }, "next-auth"), warn: () => undefined, debug: () => undefined },
    callbacks: {
      // The adapter has read the person's row with the session: nobody has to read it again.
      session: ({ session, user }) => ({ ...session, user: accountOf(user as unknown as AccountRow) }),
    },
  };
}
