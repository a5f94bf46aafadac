import { cookies } from "next/headers";
import { cookieAttributes, cookieName, sessionCookieName } from "@/lib/accounts/auth-options";
import { SESSION_STAY_MS } from "@/lib/accounts/session-adapter-store";
import { days } from "@/lib/clock";
import { randomToken } from "@/lib/random";

const browserCookieName = () => cookieName("portal-browser");

/** The secret that proves that this browser started a journey; undefined when the cookie is not there. */
export async function browserSecret(): Promise<string | undefined> {
  const value = (await cookies()).get(browserCookieName())?.value;
  return value && /^[A-Za-z0-9]{43}$/.test(value) ? value : undefined;
}

/** In route handlers: the same, made and set when there is none. */
export async function ensureBrowserSecret(): Promise<string> {
  const secret = (await browserSecret()) ?? randomToken(43);
  (await cookies()).set(browserCookieName(), secret, { ...cookieAttributes(), maxAge: days(1) / 1000 });
  return secret;
}

/** In route handlers: gives this browser a new secret; what it started before is not its own any more. */
export async function forgetBrowser(): Promise<void> {
  (await cookies()).set(browserCookieName(), randomToken(43), { ...cookieAttributes(), maxAge: days(1) / 1000 });
}

/**
 * In route handlers: signs this browser in; the server knows when that ends. A new token at each sign-in, never one
 * that was there before (ASVS 7.2.4).
 */
export async function setSessionCookie(token: string): Promise<void> {
  (await cookies()).set(sessionCookieName(), token, { ...cookieAttributes(), maxAge: SESSION_STAY_MS / 1000 });
}

/** The token of this browser's sign-in, as sent. */
export async function sessionToken(): Promise<string | undefined> {
  return (await cookies()).get(sessionCookieName())?.value;
}

/** In route handlers: takes the sign-in cookie away. @returns the token it held */
export async function takeSessionCookie(): Promise<string | undefined> {
  const jar = await cookies();
  const token = jar.get(sessionCookieName())?.value;
  jar.delete({ name: sessionCookieName(), ...cookieAttributes() });
  return token;
}
