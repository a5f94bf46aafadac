import NextAuth, { type NextAuthOptions } from "next-auth";
import { cookieAttributes, cookieName } from "@/lib/accounts/auth-options";
import type { OutsideProviderId } from "@/lib/accounts/outside/outside-providers";
import { providerConfig } from "@/lib/accounts/outside/provider-config";
import { readProfile, type OutsideProfile } from "@/lib/accounts/outside/read-profile";
import { minutes } from "@/lib/clock";
import { env } from "@/lib/env";
import { log } from "@/lib/observability/log";

/** How long somebody may take at a provider. */
export const OUTSIDE_LIFE_MS = minutes(15);

/** The cookies in which next-auth keeps, encrypted, what a provider's answer is checked against. */
const checkCookies = () => ({
  pkceCodeVerifier: cookieName("portal-outside-pkce"),
  state: cookieName("portal-outside-state"),
  nonce: cookieName("portal-outside-nonce"),
});
const csrfCookie = () => cookieName("portal-outside-csrf");

const reasonOf = (metadata: unknown): string | undefined => {
  const error = (metadata as { error?: unknown }).error ?? metadata;
  const { error: code, code: cause, name } = error as { error?: unknown; code?: unknown; name?: unknown };
  return [code, cause, name].find((text): text is string => typeof text === "string" && /^[A-Za-z_]{1,60}$/.test(text));
};

/**
 * next-auth as OAuth client alone: no adapter and a callback that always answers with a redirect, so that it makes no
 * account and no session. A second factor may have to come first, which it knows nothing of.
 */
async function options(
  provider: OutsideProviderId,
  onProfile: (profile: OutsideProfile | undefined) => void,
): Promise<NextAuthOptions | undefined> {
  const config = await providerConfig(provider);
  if (!config) return undefined;
  const cookie = (name: string) => ({ name, options: { ...cookieAttributes(), maxAge: OUTSIDE_LIFE_MS / 1000 } });
  const { pkceCodeVerifier, state, nonce } = checkCookies();
  return {
    providers: [config],
    secret: env().authSecret,
    session: { strategy: "jwt" },
    cookies: {
      pkceCodeVerifier: cookie(pkceCodeVerifier),
      state: cookie(state),
      nonce: cookie(nonce),
      csrfToken: cookie(csrfCookie()),
      callbackUrl: cookie(cookieName("portal-outside-callback")),
      sessionToken: cookie(cookieName("portal-outside-session")),
    },
    callbacks: {
      signIn: ({ profile }) => {
        onProfile(readProfile(profile));
        return "/";
      },
    },
    // Its details hold codes, states and addresses.
    logger: {
      error: (code, metadata) => log.error({ provider, code, reason: reasonOf(metadata) }, "outside sign-in"),
      warn: () => undefined,
      debug: () => undefined,
    },
  };
}

type Asked = {
  action: "csrf" | "signin" | "callback";
  provider: OutsideProviderId;
  method: "GET" | "POST";
  query?: Record<string, string>;
  body?: Record<string, string>;
  cookies: Record<string, string>;
};
type Answered = { location: string | undefined; body: unknown; setCookies: string[] };

// Its types ask for whole requests of the framework; it reads these fields only.
const nextAuth = NextAuth as (request: object, response: object, settings: NextAuthOptions) => Promise<unknown>;

/** One request to next-auth, without a server between. */
async function ask(
  { action, provider, method, query = {}, body = {}, cookies }: Asked,
  settings: NextAuthOptions,
): Promise<Answered> {
  const headers = new Map<string, unknown>();
  const answer: Answered = { location: undefined, body: undefined, setCookies: [] };
  const response = {
    status: () => response,
    getHeader: (name: string) => headers.get(name.toLowerCase()),
    setHeader: (name: string, value: unknown) => (headers.set(name.toLowerCase(), value), response),
    send: (sent: unknown) => void (answer.body = sent),
    end: () => undefined,
  };
  await nextAuth(
    { method, query: { ...query, nextauth: [action, provider] }, body, cookies, headers: {} },
    response,
    settings,
  );
  const location = headers.get("location");
  const setCookies = headers.get("set-cookie");
  return {
    ...answer,
    location: typeof location === "string" ? location : undefined,
    setCookies: Array.isArray(setCookies) ? setCookies.map(String) : [],
  };
}

const isCheck = (header: string) => Object.values(checkCookies()).some((name) => header.startsWith(`${name}=`));

/**
 * Begins a sign-in at a provider. next-auth's token against forged posts is fetched and given back in one go: what
 * protects this is the exact Origin check that all our forms have, and that no route of next-auth's own can begin
 * anything.
 * @returns the provider's address to go to, and `Set-Cookie` headers with what its answer is checked against
 */
export async function beginAtProvider(
  provider: OutsideProviderId,
): Promise<{ location: string; setCookies: string[] } | undefined> {
  const settings = await options(provider, () => undefined);
  if (!settings) return undefined;
  const { body, setCookies } = await ask({ action: "csrf", provider, method: "GET", cookies: {} }, settings);
  const { csrfToken } = (body ?? {}) as { csrfToken?: string };
  const kept = setCookies
    .find((header) => header.startsWith(`${csrfCookie()}=`))
    ?.split(";")[0]
    ?.slice(csrfCookie().length + 1);
  if (!csrfToken || !kept) return undefined;
  const begun = await ask(
    {
      action: "signin",
      provider,
      method: "POST",
      body: { csrfToken },
      cookies: { [csrfCookie()]: decodeURIComponent(kept) },
    },
    settings,
  );
  const leaves = begun.location?.startsWith(
    new URL((settings.providers[0] as { authorization: { url: string } }).authorization.url).origin,
  );
  return begun.location && leaves
    ? { location: begun.location, setCookies: begun.setCookies.filter(isCheck) }
    : undefined;
}

/**
 * Takes a provider's answer: state, nonce and PKCE verifier are checked, the code is exchanged.
 * @param query of the callback
 * @param cookies of the browser
 * @returns who came back; undefined when anything does not fit
 */
export async function readProviderAnswer(
  provider: OutsideProviderId,
  query: Record<string, string>,
  cookies: Record<string, string>,
): Promise<OutsideProfile | undefined> {
  let found: OutsideProfile | undefined;
  const settings = await options(provider, (profile) => (found = profile));
  if (settings) await ask({ action: "callback", provider, method: "GET", query, cookies }, settings);
  return found;
}

/** `Set-Cookie` headers that take the cookies of a sign-in at a provider away: it works once. */
export function forgetChecks(): string[] {
  const { secure } = cookieAttributes();
  return Object.values(checkCookies()).map(
    (name) => `${name}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax${secure ? "; Secure" : ""}`,
  );
}
