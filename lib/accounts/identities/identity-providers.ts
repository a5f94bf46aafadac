import { isEmbeddedWebView } from "@/lib/accounts/identities/is-embedded-web-view";
import { env } from "@/lib/env";

const IDENTITY_PROVIDERS = ["google", "github", "apple", "oidc"] as const;
export type IdentityProviderId = (typeof IDENTITY_PROVIDERS)[number];

/** Whether a text that somebody sent names a provider, configured or not. */
export const isProviderId = (text: string): text is IdentityProviderId => IDENTITY_PROVIDERS.some((id) => id === text);

/** A provider whose accounts may sign in here. */
export type IdentityProvider = { id: IdentityProviderId; name: string };

const NAMES = { google: "Google", github: "GitHub", apple: "Apple" } as const;

/** The configured providers, in the order people see them. */
export function identityProviders(): IdentityProvider[] {
  const { providers } = env();
  return IDENTITY_PROVIDERS.flatMap((id) =>
    providers[id] ? [{ id, name: id === "oidc" ? (providers.oidc?.name ?? "") : NAMES[id] }] : [],
  );
}

/** The configured provider of that id. @param id as it was sent */
export function identityProvider(id: string): IdentityProvider | undefined {
  return identityProviders().find((provider) => provider.id === id);
}

/** Google answers `disallowed_useragent` inside embedded web views; the others work there. */
const refusesWebViews = (id: IdentityProviderId) =>
  id === "google" || (id === "oidc" && env().providers.oidc?.issuer === "https://accounts.google.com");

/** The providers that work in a browser. @param userAgent as sent, or nothing */
export function offeredProviders(userAgent: string | null): IdentityProvider[] {
  const embedded = isEmbeddedWebView(userAgent ?? "");
  return identityProviders().filter(({ id }) => !embedded || !refusesWebViews(id));
}
