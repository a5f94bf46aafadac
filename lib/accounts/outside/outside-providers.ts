import { env } from "@/lib/env";
import { isEmbeddedWebView } from "@/lib/accounts/outside/is-embedded-web-view";

const OUTSIDE_PROVIDERS = ["google", "github", "apple", "oidc"] as const;
export type OutsideProviderId = (typeof OUTSIDE_PROVIDERS)[number];

/** A provider whose accounts may sign in here. */
export type OutsideProvider = { id: OutsideProviderId; name: string };

const NAMES = { google: "Google", github: "GitHub", apple: "Apple" } as const;

/** The configured providers, in the order people see them. */
export function outsideProviders(): OutsideProvider[] {
  const { outside } = env();
  return OUTSIDE_PROVIDERS.flatMap((id) =>
    outside[id] ? [{ id, name: id === "oidc" ? (outside.oidc?.name ?? "") : NAMES[id] }] : [],
  );
}

/** The configured provider of that id. @param id as it was sent */
export function outsideProvider(id: string): OutsideProvider | undefined {
  return outsideProviders().find((provider) => provider.id === id);
}

/** Google answers `disallowed_useragent` inside embedded web views; the others work there. */
const refusesWebViews = (id: OutsideProviderId) =>
  id === "google" || (id === "oidc" && env().outside.oidc?.issuer === "https://accounts.google.com");

/** The providers that work in a browser. @param userAgent as sent, or nothing */
export function offeredProviders(userAgent: string | null): OutsideProvider[] {
  const embedded = isEmbeddedWebView(userAgent ?? "");
  return outsideProviders().filter(({ id }) => !embedded || !refusesWebViews(id));
}
