import { createHash } from "node:crypto";
import { issueCode } from "@/lib/connections/authorization-code-store";
import { ADDRESS, atConsent, type Input } from "@/lib/connections/test-consent";
import type { ApiAnswer, ApiCall } from "@/lib/http/api-call";
import { answerToken } from "@/lib/journey/token/answer-token";

export const VERIFIER = "a-verifier-of-an-app.that_is_long~enough-0123456789";
export const CHALLENGE = createHash("sha256").update(VERIFIER).digest("base64url");

const tokenCall = (body: object, address: string): ApiCall => ({
  method: "POST",
  path: "/api/appconnection/token",
  query: new URLSearchParams(),
  headers: {},
  body: Buffer.from(JSON.stringify(body)),
  address,
  relayLabel: undefined,
});

/** What an app is answered that sends this. @param address where it comes from */
export const ask = (body: object, address = ADDRESS): Promise<ApiAnswer> => answerToken(tokenCall(body, address));

/** The same by the app of a consent, with the right verifier unless something else is said. */
export const redeem = ({ appId }: Input, code: string, change: object = {}, address?: string): Promise<ApiAnswer> =>
  ask({ code, code_verifier: VERIFIER, appId, ...change }, address);

/** A person who has consented, and the code that the app got. */
export async function given(change: Partial<Input> = {}): Promise<{ input: Input; code: string }> {
  const input = { ...(await atConsent()), ...change };
  return { input, code: await codeOf(input) };
}

/** The code that the same consent gives when it is posted (again). */
export async function codeOf(input: Input): Promise<string> {
  const issued = await issueCode(input, CHALLENGE);
  if (!issued.ok) throw new Error(issued.error);
  return issued.code;
}

/** A value of an answer's `Result`. */
export const valueOf = (answer: ApiAnswer, name: string): string =>
  (answer.body as { Result: Record<string, string> }).Result[name] ?? "";
