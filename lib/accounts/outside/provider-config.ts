import type { OAuthConfig } from "next-auth/providers/oauth";
import { appleClientSecret } from "@/lib/accounts/outside/apple-client-secret";
import { askProvider } from "@/lib/accounts/outside/ask-provider";
import { discoverIssuer } from "@/lib/accounts/outside/discover-issuer";
import type { OutsideProviderId } from "@/lib/accounts/outside/outside-providers";
import { readProfile, withGithubEmail } from "@/lib/accounts/outside/read-profile";
import { seconds } from "@/lib/clock";
import { env } from "@/lib/env";
import { operatorLookup } from "@/lib/outbound/operator-lookup";

type Profile = Record<string, unknown>;
type Config = OAuthConfig<Profile>;

/**
 * The same for all: PKCE (RFC 7636) and state, and a nonce where there is an id token (OpenID Connect Core 3.1.2.1).
 */
const openId: Pick<Config, "type" | "idToken" | "checks" | "httpOptions"> = {
  type: "oauth",
  idToken: true,
  checks: ["pkce", "state", "nonce"],
  httpOptions: { timeout: seconds(8), lookup: operatorLookup },
};
/** next-auth wants an id only; all else is read by readProfile. */
const profile: Config["profile"] = (raw) => ({ id: readProfile(raw)?.subject ?? "" });

function google(): Config | undefined {
  const client = env().outside.google;
  return (
    client && {
      id: "google",
      name: "Google",
      ...openId,
      ...client,
      profile,
      issuer: "https://accounts.google.com",
      authorization: {
        url: "https://accounts.google.com/o/oauth2/v2/auth",
        params: { scope: "openid email", prompt: "select_account" },
      },
      token: { url: "https://oauth2.googleapis.com/token" },
      jwks_endpoint: "https://www.googleapis.com/oauth2/v3/certs",
    }
  );
}

function apple(): Config | undefined {
  const client = env().outside.apple;
  return (
    client && {
      id: "apple",
      name: "Apple",
      ...openId,
      profile,
      clientId: client.clientId,
      clientSecret: "clientSecret" in client ? client.clientSecret : appleClientSecret(client),
      issuer: "https://appleid.apple.com",
      // Apple gives the address only in this mode.
      authorization: {
        url: "https://appleid.apple.com/auth/authorize",
        params: { scope: "email", response_mode: "form_post" },
      },
      token: { url: "https://appleid.apple.com/auth/token" },
      jwks_endpoint: "https://appleid.apple.com/auth/keys",
      client: { token_endpoint_auth_method: "client_secret_post" },
    }
  );
}

const askGithub = async (path: string, token: string | undefined): Promise<unknown> => {
  const headers = {
    authorization: `Bearer ${token ?? ""}`,
    accept: "application/vnd.github+json",
    "user-agent": env().serviceName.replace(/[^\x20-\x7e]/g, "") || "portal",
  };
  const asked = await askProvider(`https://api.github.com${path}`, { headers, redirects: 0 });
  // Whoever asks takes what is missing for no account.
  return asked.ok ? asked.json : undefined;
};

function github(): Config | undefined {
  const client = env().outside.github;
  return (
    client && {
      id: "github",
      name: "GitHub",
      type: "oauth",
      ...client,
      profile,
      checks: ["pkce", "state"],
      httpOptions: openId.httpOptions!,
      issuer: "https://github.com/login/oauth",
      authorization: { url: "https://github.com/login/oauth/authorize", params: { scope: "user:email" } },
      token: { url: "https://github.com/login/oauth/access_token" },
      userinfo: {
        request: async ({ tokens }) =>
          withGithubEmail(
            await askGithub("/user", tokens.access_token),
            await askGithub("/user/emails", tokens.access_token),
          ),
      },
    }
  );
}

async function oidc(): Promise<Config | undefined> {
  const own = env().outside.oidc;
  const issuer = own && (await discoverIssuer());
  if (!own || !issuer) return undefined;
  const methods = issuer.token_endpoint_auth_methods_supported;
  return {
    id: "oidc",
    ...openId,
    name: own.name,
    clientId: own.clientId,
    clientSecret: own.clientSecret,
    profile,
    issuer: issuer.issuer,
    authorization: { url: issuer.authorization_endpoint, params: { scope: "openid email" } },
    token: { url: issuer.token_endpoint },
    jwks_endpoint: issuer.jwks_uri,
    ...(methods &&
      !methods.includes("client_secret_basic") &&
      methods.includes("client_secret_post") && { client: { token_endpoint_auth_method: "client_secret_post" } }),
    userinfo: {
      ...(issuer.userinfo_endpoint && { url: issuer.userinfo_endpoint }),
      // Many providers put the address there and not into the id token. The client checks that both are about the same
      // person.
      request: async ({ tokens, client }) => ({
        ...(tokens as unknown as { claims(): Profile }).claims(),
        ...(issuer.userinfo_endpoint ? await client.userinfo(tokens as Parameters<typeof client.userinfo>[0]) : {}),
      }),
    },
  };
}

/** How a configured provider is asked. @returns undefined when it is not configured, or does not answer */
export async function providerConfig(id: OutsideProviderId): Promise<Config | undefined> {
  return { google, github, apple, oidc }[id]();
}
