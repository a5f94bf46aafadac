import { env } from "@/lib/env";

/**
 * Where a form that begins a sign-in may lead: Chromium applies `form-action` to the redirect of a post.
 * @returns CSP sources
 */
export function providerFormSources(authorizationEndpoint: string | undefined): string[] {
  const { providers } = env();
  const own = authorizationEndpoint ?? providers.oidc?.issuer;
  return [
    ...(providers.google ? ["https://accounts.google.com"] : []),
    ...(providers.github ? ["https://github.com"] : []),
    ...(providers.apple ? ["https://appleid.apple.com"] : []),
    ...(providers.oidc && own ? [new URL(own).origin] : []),
  ];
}
