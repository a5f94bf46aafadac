import { cookies } from "next/headers";
import { cookieAttributes, cookieName } from "@/lib/accounts/auth-options";
import { openAttempt, ATTEMPT_LIFETIME_MS, type ProviderAttempt } from "@/lib/accounts/identities/provider-attempt";

const name = () => cookieName("portal-provider");

/** In route handlers: keeps a sealed attempt at a provider in the browser that is sent there. */
export async function setAttemptCookie(sealed: string): Promise<void> {
  (await cookies()).set(name(), sealed, { ...cookieAttributes(), maxAge: ATTEMPT_LIFETIME_MS / 1000 });
}

/** In route handlers: the attempt of this browser, which counts once: its cookie is gone now. */
export async function takeAttemptCookie(): Promise<ProviderAttempt | undefined> {
  const jar = await cookies();
  const attempt = openAttempt(jar.get(name())?.value);
  jar.delete({ name: name(), ...cookieAttributes() });
  return attempt;
}
