import { cookieName, sessionCookieName } from "@/lib/accounts/auth-options";
import { browserCookie } from "@/lib/web/sent-request";

export const browserCookieName = () => cookieName("portal-browser");

/** Signs nobody in: says that it is the same browser again. */
export const knownCookieName = () => cookieName("portal-known");

function secretIn(name: string): string | undefined {
  const value = browserCookie(name);
  return value && /^[A-Za-z0-9]{43}$/.test(value) ? value : undefined;
}

/** The secret that proves that this browser started a journey; undefined when the cookie is not there. */
export const browserSecret = (): string | undefined => secretIn(browserCookieName());

/** The secret by which this browser is known again; undefined when nobody signed in here yet. */
export const knownSecret = (): string | undefined => secretIn(knownCookieName());

/** The token of this browser's sign-in. */
export const sessionToken = (): string | undefined => browserCookie(sessionCookieName());
