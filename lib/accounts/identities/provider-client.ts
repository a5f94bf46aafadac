import {
  allowInsecureRequests,
  ClientSecretPost,
  Configuration,
  customFetch,
  enableNonRepudiationChecks,
  fetchProtectedResource,
  fetchUserInfo,
  type ClientAuth,
  type IDToken,
  type ServerMetadata,
} from "openid-client";
import { appleClientSecret } from "@/lib/accounts/identities/apple-client-secret";
import { discoverIssuer } from "@/lib/accounts/identities/discover-issuer";
import type { IdentityProviderId } from "@/lib/accounts/identities/identity-providers";
import { providerFetch } from "@/lib/accounts/identities/provider-fetch";
import { withGithubEmail } from "@/lib/accounts/identities/read-profile";
import { env } from "@/lib/env";

/** What an exchanged code gave. `claims`: of the checked id token. */
type Granted = { accessToken: string; claims: IDToken | undefined };

/**
 * How a provider is asked.
 * @property nonce it gives an id token, which has to carry ours (OpenID Connect Core 3.1.2.1)
 * @property parameters of the authorization request, beside what all have
 * @property profileOf what it says about the person, as readProfile reads it
 */
export type ProviderClient = {
  configuration: Configuration;
  nonce: boolean;
  parameters: Record<string, string>;
  profileOf: (granted: Granted) => Promise<unknown>;
};

const claimsAlone = async ({ claims }: Granted): Promise<unknown> => claims;

/**
 * RFC 6749, 2.3.1. Unlike the library's own it leaves hyphens and dots as they are, which whoever decodes reads the
 * same: many servers compare without decoding.
 */
const secretBasic =
  (secret: string): ClientAuth =>
  (_server, { client_id: id }, _body, headers) => {
    const encode = (text: string) => encodeURIComponent(text).replace(/%20/g, "+");
    headers.set("authorization", `Basic ${Buffer.from(`${encode(id)}:${encode(secret)}`).toString("base64")}`);
  };

function configurationOf(server: ServerMetadata, clientId: string, auth: ClientAuth): Configuration {
  const configuration = new Configuration(server, clientId, undefined, auth);
  configuration[customFetch] = providerFetch(0);
  // The library would trust TLS alone; signatures of id tokens are checked here (OpenID Connect Core 3.1.3.7).
  enableNonRepudiationChecks(configuration);
  // Settings take such an issuer on loopback only, and so does what fetches.
  if (server.issuer.startsWith("http:")) allowInsecureRequests(configuration);
  return configuration;
}

function google(): ProviderClient | undefined {
  const client = env().providers.google;
  const server = {
    issuer: "https://accounts.google.com",
    authorization_endpoint: "https://accounts.google.com/o/oauth2/v2/auth",
    token_endpoint: "https://oauth2.googleapis.com/token",
    jwks_uri: "https://www.googleapis.com/oauth2/v3/certs",
  };
  return (
    client && {
      configuration: configurationOf(server, client.clientId, ClientSecretPost(client.clientSecret)),
      nonce: true,
      parameters: { scope: "openid email", prompt: "select_account" },
      profileOf: claimsAlone,
    }
  );
}

function apple(): ProviderClient | undefined {
  const client = env().providers.apple;
  const server = {
    issuer: "https://appleid.apple.com",
    authorization_endpoint: "https://appleid.apple.com/auth/authorize",
    token_endpoint: "https://appleid.apple.com/auth/token",
    jwks_uri: "https://appleid.apple.com/auth/keys",
  };
  const secret = client && ("clientSecret" in client ? client.clientSecret : appleClientSecret(client));
  return (
    client && {
      configuration: configurationOf(server, client.clientId, ClientSecretPost(secret)),
      nonce: true,
      // Apple gives the address only in this mode.
      parameters: { scope: "email", response_mode: "form_post" },
      profileOf: claimsAlone,
    }
  );
}

/** Whoever asks takes what is missing for no account. */
async function askGithub(configuration: Configuration, path: string, token: string): Promise<unknown> {
  const headers = new Headers({
    accept: "application/vnd.github+json",
    "user-agent": env().serviceName.replace(/[^\x20-\x7e]/g, "") || "portal",
  });
  try {
    const url = new URL(path, "https://api.github.com");
    const answer = await fetchProtectedResource(configuration, token, url, "GET", null, headers);
    return answer.status === 200 ? await answer.json() : undefined;
  } catch {
    return undefined;
  }
}

function github(): ProviderClient | undefined {
  const client = env().providers.github;
  if (!client) return undefined;
  const server = {
    issuer: "https://github.com/login/oauth",
    authorization_endpoint: "https://github.com/login/oauth/authorize",
    token_endpoint: "https://github.com/login/oauth/access_token",
  };
  const configuration = configurationOf(server, client.clientId, ClientSecretPost(client.clientSecret));
  return {
    configuration,
    nonce: false,
    parameters: { scope: "user:email" },
    profileOf: async ({ accessToken }) =>
      withGithubEmail(
        await askGithub(configuration, "/user", accessToken),
        await askGithub(configuration, "/user/emails", accessToken),
      ),
  };
}

async function oidc(): Promise<ProviderClient | undefined> {
  const own = env().providers.oidc;
  const issuer = own && (await discoverIssuer());
  if (!own || !issuer) return undefined;
  const methods = issuer.token_endpoint_auth_methods_supported ?? ["client_secret_basic"];
  const byPost = !methods.includes("client_secret_basic") && methods.includes("client_secret_post");
  const auth = byPost ? ClientSecretPost(own.clientSecret) : secretBasic(own.clientSecret);
  const configuration = configurationOf(issuer, own.clientId, auth);
  return {
    configuration,
    nonce: true,
    parameters: { scope: "openid email" },
    // Many providers put the address there and not into the id token. Both have to be about the same person.
    profileOf: async ({ accessToken, claims }) => ({
      ...claims,
      ...(issuer.userinfo_endpoint && (await fetchUserInfo(configuration, accessToken, claims?.sub ?? ""))),
    }),
  };
}

/** How a configured provider is asked. @returns undefined when it is not configured, or does not answer */
export async function providerClient(id: IdentityProviderId): Promise<ProviderClient | undefined> {
  return { google, github, apple, oidc }[id]();
}
