import { cookies } from "next/headers";
import { cookieAttributes, sessionCookieName } from "@/lib/accounts/auth-options";
import { SESSION_STAY_MS } from "@/lib/accounts/session-adapter-store";
import { days } from "@/lib/clock";
import { randomToken } from "@/lib/random";
import { browserCookieName, browserSecret, knownCookieName, knownSecret, sessionToken } from "@/lib/web/browser-cookie";
import { LANGUAGE_STAY_MS, languageCookieName } from "@/lib/web/language-cookie";
import { noteCookie } from "@/lib/web/sent-request";

async function set(name: string, value: string, lifetimeMs: number): Promise<void> {
  (await cookies()).set(name, value, { ...cookieAttributes(), maxAge: lifetimeMs / 1000 });
  noteCookie(name, value);
}

/** In route handlers: this browser's secret, made and set when there is none. */
export async function ensureBrowserSecret(): Promise<string> {
  const secret = browserSecret() ?? randomToken(43);
  await set(browserCookieName(), secret, days(1));
  return secret;
}

/** In route handlers: gives this browser a new secret; what it started before is not its own any more. */
export const forgetBrowser = (): Promise<void> => set(browserCookieName(), randomToken(43), days(1));

/**
 * In route handlers: signs this browser in; the server knows when that ends. A new token at each sign-in, never one
 * that was there before (ASVS 7.2.4).
 */
export const setSessionCookie = (token: string): Promise<void> => set(sessionCookieName(), token, SESSION_STAY_MS);

/** As long as browsers keep one. */
const KNOWN_MS = days(400);

/** In route handlers: the secret by which this browser is known again after it was signed out. */
export async function ensureKnownSecret(): Promise<string> {
  const secret = knownSecret() ?? randomToken(43);
  await set(knownCookieName(), secret, KNOWN_MS);
  return secret;
}

/** In route handlers: takes the sign-in cookie away. @returns the token it held */
export async function takeSessionCookie(): Promise<string | undefined> {
  const token = sessionToken();
  (await cookies()).delete({ name: sessionCookieName(), ...cookieAttributes() });
  noteCookie(sessionCookieName(), undefined);
  return token;
}

/** In route handlers: keeps the language that was chosen in this browser. @param tag of a language of ours */
export const setLanguageCookie = (tag: string): Promise<void> => set(languageCookieName(), tag, LANGUAGE_STAY_MS);
