import { env } from "@/lib/env";

/**
 * Where a form that begins a sign-in may lead: Chromium applies `form-action` to the redirect of a post.
 * @returns CSP sources
 */
export function outsideFormSources(authorizationEndpoint: string | undefined): string[] {
  const { outside } = env();
  const own = authorizationEndpoint ?? outside.oidc?.issuer;
  return [
    ...(outside.google ? ["https://accounts.google.com"] : []),
    ...(outside.github ? ["https://github.com"] : []),
    ...(outside.apple ? ["https://appleid.apple.com"] : []),
    ...(outside.oidc && own ? [new URL(own).origin] : []),
  ];
}
