import { generateKeyPairSync } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import Provider from "oidc-provider";
import { freePort } from "./portal";

/** Who is who at the provider. */
export type Person = { email?: string; email_verified?: boolean };

/** A real OpenID provider on loopback, with a page of its own to say who one is. */
export type TestOidc = {
  issuer: string;
  /** Settings with which a portal uses it. */
  settings: Record<string, string>;
  people: Map<string, Person>;
  /** Addresses that were asked for, without their query. */
  asked: string[];
  stop(): Promise<void>;
};

const CLIENT = {
  OIDC_CLIENT_ID: "portal",
  OIDC_CLIENT_SECRET: "a secret of the tests only, long enough",
  OIDC_NAME: "Home Login",
};

const page = (uid: string) => `<!doctype html><html lang="en"><title>Home Login</title><h1>Home Login</h1>
<form method="post" action="/interaction/${uid}">
<label>Person <input name="person"></label><button>Log in</button></form>
<form method="post" action="/interaction/${uid}"><button name="cancel" value="1">Cancel</button></form></html>`;

const bodyOf = async (request: IncomingMessage) => {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return new URLSearchParams(Buffer.concat(pieces).toString());
};

/** Starts a provider that knows one portal. @param portal its origin */
export async function startTestOidc(portal: string): Promise<TestOidc> {
  const port = await freePort();
  const issuer = `http://127.0.0.1:${port}`;
  const people = new Map<string, Person>();
  const key = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ format: "jwk" });
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: CLIENT.OIDC_CLIENT_ID,
        client_secret: CLIENT.OIDC_CLIENT_SECRET,
        redirect_uris: [`${portal}/api/auth/callback/oidc`],
        grant_types: ["authorization_code"],
        response_types: ["code"],
      },
    ],
    jwks: { keys: [{ ...key, use: "sig", alg: "RS256" }] },
    cookies: { keys: ["a key of the tests only"] },
    ttl: { AccessToken: 600, AuthorizationCode: 60, Grant: 600, IdToken: 600, Interaction: 600, Session: 600 },
    pkce: { required: () => true },
    claims: { openid: ["sub"], email: ["email", "email_verified"] },
    features: { devInteractions: { enabled: false }, rpInitiatedLogout: { enabled: false } },
    findAccount: (_: unknown, id: string) => ({ accountId: id, claims: async () => ({ sub: id, ...people.get(id) }) }),
    interactions: { url: (_: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
    // Whoever logs in agrees.
    loadExistingGrant: async (context: { oidc: { client: { clientId: string }; session: { accountId: string } } }) => {
      const grant = new provider.Grant({
        clientId: context.oidc.client.clientId,
        accountId: context.oidc.session.accountId,
      });
      grant.addOIDCScope("openid email");
      await grant.save();
      return grant;
    },
  });
  const asked: string[] = [];
  const callback = provider.callback();
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const path = (request.url ?? "").split("?")[0] ?? "";
    asked.push(path);
    const uid = /^\/interaction\/([\w-]+)$/.exec(path)?.[1];
    if (!uid) return callback(request, response);
    if (request.method !== "POST") return void response.writeHead(200, { "Content-Type": "text/html" }).end(page(uid));
    const form = await bodyOf(request);
    const result = form.get("cancel")
      ? { error: "access_denied", error_description: "The person said no." }
      : { login: { accountId: form.get("person") ?? "" } };
    return provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
  };
  const server = createServer(
    (request, response) =>
      void answer(request, response).catch((error: unknown) => response.writeHead(500).end(String(error))),
  );
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const stop = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { issuer, settings: { OIDC_ISSUER: issuer, ...CLIENT }, people, asked, stop };
}
