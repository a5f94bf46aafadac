import { now } from "@/lib/clock";
import { authenticateToken } from "@/lib/connections/authenticate-connection";
import { mintConnection, type MintedConnection } from "@/lib/connections/mint-connection";
import { db } from "@/lib/db/client";
import type { ApiAnswer, ApiCall } from "@/lib/http/api-call";
import { randomToken } from "@/lib/random";
import { someAccount, someApp, somePrinter } from "@/tests/support/world";

export const ADDRESS = "203.0.113.9";
/** What is known at the consent screen. */
export type Input = Parameters<typeof mintConnection>[0];

/** A person at the consent screen. */
export async function atConsent(): Promise<Input> {
  const user = await someAccount();
  const { printer } = await somePrinter({ ownerId: user.id });
  const app = await someApp();
  const id = randomToken(32);
  await db().journey.create({
    data: {
      id,
      browserDigest: "x",
      goal: "app",
      appId: app.id,
      userId: user.id,
      returnUrl: "http://localhost/",
      createdAt: now(),
      lastSeenAt: now(),
    },
  });
  return { journeyId: id, userId: user.id, appId: app.id, printerId: printer.id, address: ADDRESS };
}

/** A connection as its app gets it. */
export async function minted(input: Input): Promise<MintedConnection> {
  const answer = await mintConnection(input);
  if (!answer.ok) throw new Error(answer.error);
  return answer;
}

/** What a token is answered. */
export const statusOf = async (token: string) => {
  const answer = await authenticateToken(token);
  return answer.ok ? 200 : answer.status;
};

/** The label of a connection's host. */
export const label = ({ url }: MintedConnection) => /app-([a-z0-9]+)\./.exec(url)?.[1] ?? "";

/** A call of an App API. */
export const call = (headers: Record<string, string>, body = "", method = "GET"): ApiCall => ({
  method,
  path: "/api/appconnection/info",
  query: new URLSearchParams(),
  headers,
  body: Buffer.from(body),
  address: ADDRESS,
  relayLabel: undefined,
});

export const result = (answer: ApiAnswer) => (answer.body as { Result: Record<string, unknown> }).Result;
