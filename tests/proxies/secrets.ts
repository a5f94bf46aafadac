import { randomLabel, randomToken } from "@/lib/random";

/**
 * How much of a secret in a log would help somebody: eight characters of one can be guessed onwards or searched for.
 */
const PIECE = 8;

/** Everything that must not be in a proxy's log, each of its own, so that a leak names its way. */
export function newSecrets() {
  const [basicUser, basicPassword] = [randomToken(22), randomToken(26)];
  return {
    label: randomLabel(26),
    tlsLabel: randomLabel(26),
    strangeLabel: randomLabel(26),
    badLabel: randomLabel(26),
    query: randomToken(30),
    tokenInQuery: randomToken(30),
    passwordInQuery: randomToken(30),
    queryOfBadRequest: randomToken(30),
    webSocketQuery: randomToken(30),
    relayPath: randomToken(30),
    referrerQuery: randomToken(30),
    locationQuery: randomToken(30),
    appToken: randomToken(30),
    apiKey: randomToken(32),
    cookie: randomToken(43),
    setCookie: randomToken(43),
    bearer: randomToken(30),
    relayAuthorization: randomToken(30),
    basicUser,
    basicPassword,
    basic: Buffer.from(`${basicUser}:${basicPassword}`).toString("base64").replace(/=+$/, ""),
    brokenHeader: randomToken(30),
    brokenChunk: randomToken(30),
    body: randomToken(30),
  };
}

export type Secrets = ReturnType<typeof newSecrets>;

/** @returns the names of secrets that a text holds in whole or in pieces of eight characters */
export function secretsIn(text: string, secrets: Secrets): string[] {
  const lower = text.toLowerCase();
  const holds = (secret: string) =>
    Array.from({ length: secret.length - PIECE + 1 }, (_, at) => secret.slice(at, at + PIECE).toLowerCase()).some(
      (piece) => lower.includes(piece),
    );
  return Object.entries(secrets).flatMap(([name, secret]) => (holds(secret) ? [name] : []));
}
