import { cookieName, sessionCookieName } from "@/lib/accounts/auth-options";
import { browserCookie } from "@/lib/web/sent-request";

export const browserCookieName = () => cookieName("portal-browser");

/** The secret that proves that this browser started a journey; undefined when the cookie is not there. */
export function browserSecret(): string | undefined {
  const value = browserCookie(browserCookieName());
  return value && /^[A-Za-z0-9]{43}$/.test(value) ? value : undefined;
}

/** The token of this browser's sign-in. */
export const sessionToken = (): string | undefined => browserCookie(sessionCookieName());
