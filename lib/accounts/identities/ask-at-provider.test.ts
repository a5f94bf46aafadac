import { createHash, createHmac, generateKeyPairSync, sign } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { beginAtProvider, readProviderAnswer } from "@/lib/accounts/identities/ask-at-provider";
import { type ProviderChecks } from "@/lib/accounts/identities/provider-attempt";
import { env, overrideEnv } from "@/lib/env";
import { forgetShared } from "@/lib/shared";

const CLIENT = { clientId: "portal-of.home", clientSecret: "a secret: of-the tests" };
const epoch = () => Math.floor(Date.now() / 1000);
const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
const newKey = () => generateKeyPairSync("rsa", { modulusLength: 2048 });
const [key, foreignKey] = [newKey(), newKey()];

type Signer = (text: string) => string;
const rs256 =
  ({ privateKey }: typeof key): Signer =>
  (text) =>
    sign("sha256", Buffer.from(text), privateKey).toString("base64url");

/** What the provider does: as it should, until a test says otherwise. */
type Conduct = {
  claims: Record<string, unknown>;
  header: Record<string, unknown>;
  signer: Signer;
  token: Record<string, unknown>;
  person: Record<string, unknown>;
  answer: Record<string, (response: ServerResponse) => void>;
  metadata: Record<string, unknown>;
};

describe("an OpenID provider's answer", () => {
  let issuer = "";
  let asked: string[] = [];
  let sentBasic: string | undefined;
  let conduct: Conduct;
  let challenge = "";
  let issued: Record<string, unknown> = {};

  const idToken = () => {
    const text = `${part({ alg: "RS256", kid: "k", ...conduct.header })}.${part({ ...issued, ...conduct.claims })}`;
    return `${text}.${conduct.signer(text)}`;
  };
  const json = (response: ServerResponse, value: unknown, status = 200) =>
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
  const exchange = async (request: IncomingMessage, response: ServerResponse) => {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    const form = new URLSearchParams(Buffer.concat(pieces).toString());
    sentBasic = request.headers.authorization;
    const proof = createHash("sha256")
      .update(form.get("code_verifier") ?? "")
      .digest("base64url");
    const fits = proof === challenge && form.get("redirect_uri") === `${env().portalUrl}/api/auth/callback/oidc`;
    if (!fits || form.get("code") !== "the-code") return void json(response, { error: "invalid_grant" }, 400);
    json(response, { access_token: "at", token_type: "Bearer", id_token: idToken(), ...conduct.token });
  };
  const server = createServer((request, response) => {
    const path = request.url ?? "";
    asked.push(path);
    if (conduct.answer[path]) return conduct.answer[path](response);
    if (path === "/token") return void exchange(request, response);
    if (path === "/jwks")
      return void json(response, { keys: [{ ...key.publicKey.export({ format: "jwk" }), kid: "k", use: "sig" }] });
    if (path === "/me") return void json(response, conduct.person);
    json(response, {
      issuer,
      authorization_endpoint: `${issuer}/auth?tenant=1`,
      token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/jwks`,
      userinfo_endpoint: `${issuer}/me`,
      ...conduct.metadata,
    });
  });

  beforeAll(async () => {
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    overrideEnv({ providers: { oidc: { issuer, name: "Home", ...CLIENT } } });
  });
  beforeEach(() => {
    forgetShared("discovered-issuer");
    asked = [];
    conduct = {
      claims: {},
      header: {},
      signer: rs256(key),
      token: {},
      person: { sub: "7", email: "robin@example.org", email_verified: true },
      answer: {},
      metadata: {},
    };
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  /** Begins, as a browser does. */
  const begin = async () => {
    const begun = (await beginAtProvider("oidc"))!;
    const { searchParams: sent } = new URL(begun.location);
    challenge = sent.get("code_challenge") ?? "";
    issued = {
      iss: issuer,
      aud: CLIENT.clientId,
      sub: "7",
      iat: epoch(),
      exp: epoch() + 5 * 60,
      nonce: begun.checks.nonce,
    };
    return { ...begun, sent, query: { code: "the-code", state: begun.checks.state } as Record<string, string> };
  };
  const read = (query: Record<string, string> | string, checks: ProviderChecks) =>
    readProviderAnswer("oidc", new URLSearchParams(query), checks);

  it("names the person when all fits, with an address that the provider has checked", async () => {
    const { query, checks, sent, location } = await begin();
    expect(location.startsWith(`${issuer}/auth?tenant=1&`)).toBe(true);
    expect(Object.fromEntries(sent)).toMatchObject({ state: checks.state, nonce: checks.nonce, scope: "openid email" });
    expect(sent.get("code_challenge_method")).toBe("S256");
    expect(await read({ ...query, iss: issuer }, checks)).toEqual({ subject: "7", verifiedEmail: "robin@example.org" });
    const basic = `${CLIENT.clientId}:a+secret%3A+of-the+tests`;
    expect(sentBasic).toBe(`Basic ${Buffer.from(basic).toString("base64")}`);
  });

  it("is the token's alone where there is no other place to ask", async () => {
    conduct.metadata = { userinfo_endpoint: undefined };
    conduct.claims = { email: "a@example.org", email_verified: true };
    const { query, checks } = await begin();
    expect(await read(query, checks)).toEqual({ subject: "7", verifiedEmail: "a@example.org" });
  });

  it.each([undefined, ""])("is refused without a nonce of ours, also when the token holds %j", async (nonce) => {
    conduct.claims = { nonce };
    const { query, checks } = await begin();
    expect(await read(query, { ...checks, nonce: undefined })).toBeUndefined();
  });

  it("has another state, nonce and verifier each time", async () => {
    const all = [await begin(), await begin(), await begin()].flatMap(({ checks }) => Object.values(checks));
    expect(new Set(all).size).toBe(9);
  });

  type Change = [string, () => Partial<Conduct>];
  const claims = (name: string, value: () => Record<string, unknown>): Change => [name, () => ({ claims: value() })];
  const says = (path: string, answer: (response: ServerResponse) => void): Partial<Conduct> => ({
    answer: { [path]: answer },
  });
  it.each<Change>([
    claims("with another nonce", () => ({ nonce: "n".repeat(43) })),
    claims("without a nonce", () => ({ nonce: undefined })),
    claims("for another audience", () => ({ aud: "another-client" })),
    claims("for several audiences, handed to another", () => ({ aud: [CLIENT.clientId, "b"], azp: "b" })),
    claims("for nobody", () => ({ aud: undefined })),
    claims("that has ended", () => ({ exp: epoch() - 60 })),
    claims("that never ends", () => ({ exp: undefined })),
    claims("that begins later", () => ({ nbf: epoch() + 5 * 60 })),
    claims("of another issuer", () => ({ iss: "https://accounts.google.com" })),
    claims("of no issuer", () => ({ iss: undefined })),
    claims("about nobody", () => ({ sub: undefined })),
    ["signed with another key", () => ({ signer: rs256(foreignKey) })],
    ["signed with a key of another name", () => ({ header: { kid: "x" } })],
    ["that is not signed", () => ({ header: { alg: "none" }, signer: () => "" })],
    [
      "signed with the client's secret",
      () => ({
        header: { alg: "HS256" },
        metadata: { id_token_signing_alg_values_supported: ["HS256", "none"] },
        signer: (text) => createHmac("sha256", CLIENT.clientSecret).update(text).digest("base64url"),
      }),
    ],
    [
      "not signed, as the provider announces",
      () => ({
        header: { alg: "none" },
        metadata: { id_token_signing_alg_values_supported: ["none"] },
        signer: () => "",
      }),
    ],
    ["that is missing", () => ({ token: { id_token: undefined } })],
    ["that is none", () => ({ token: { id_token: "a.b.c" } })],
  ])("is refused with an id token %s", async (_, change) => {
    Object.assign(conduct, change());
    const { query, checks } = await begin();
    expect(await read(query, checks)).toBeUndefined();
    expect(asked).toContain("/token");
    expect(asked).not.toContain("/me");
  });

  it.each<[string, () => Partial<Conduct>]>([
    [
      "speaks of another person elsewhere",
      () => ({ person: { sub: "8", email: "x@example.org", email_verified: true } }),
    ],
    ["speaks of nobody elsewhere", () => ({ person: { email: "x@example.org", email_verified: true } })],
    ["keeps silent about the person", () => says("/me", (response) => response.writeHead(500).end())],
    ["has no keys", () => says("/jwks", (response) => response.writeHead(404).end())],
    ["takes no code", () => says("/token", (response) => json(response, { error: "invalid_client" }, 401))],
    ["sends a page for a token", () => says("/token", (response) => response.end("<!doctype html>"))],
    ["breaks off", () => says("/token", (response) => response.destroy())],
    [
      "leads elsewhere with the code",
      () => says("/token", (response) => response.writeHead(307, { location: "/elsewhere" }).end()),
    ],
    ["sends too much", () => says("/token", (response) => json(response, { more: "x".repeat(1024 * 1024) }))],
  ])("is refused when the provider %s", async (_, change) => {
    Object.assign(conduct, change());
    const { query, checks } = await begin();
    expect(await read(query, checks)).toBeUndefined();
    expect(asked).not.toContain("/elsewhere");
  });

  it("is refused before the provider is asked when the answer itself does not fit", async () => {
    conduct.metadata = { authorization_response_iss_parameter_supported: true };
    const { query, checks } = await begin();
    const right: Record<string, string> = { ...query, iss: issuer };
    const without = (name: string) => Object.fromEntries(Object.entries(right).filter(([each]) => each !== name));
    const wrong: (Record<string, string> | string)[] = [
      { ...right, state: "s".repeat(43) },
      without("state"),
      `${new URLSearchParams(right)}&state=another`,
      { ...right, iss: "https://accounts.google.com" },
      { ...right, iss: `${issuer}/` },
      without("iss"),
      without("code"),
      `${new URLSearchParams(right)}&code=another`,
      { ...right, id_token: "a.b.c" },
      {},
    ];
    for (const each of wrong) expect(await read(each, checks), JSON.stringify(each)).toBeUndefined();
    expect(asked).not.toContain("/token");
    expect(await read(right, checks)).toBeDefined();
  });

  it("is refused with a code that another browser went for, whatever of that browser's is known", async () => {
    const other = await begin();
    const { query, checks } = await begin();
    const mixed: ProviderChecks[] = [
      other.checks,
      { ...checks, verifier: other.checks.verifier },
      { ...checks, nonce: other.checks.nonce },
      { ...checks, nonce: undefined },
      { ...checks, state: other.checks.state },
    ];
    for (const each of mixed) expect(await read(query, each)).toBeUndefined();
    expect(await read(query, checks)).toBeDefined();
  });
});
