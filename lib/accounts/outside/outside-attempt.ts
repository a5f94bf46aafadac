import { z } from "zod";
import { minutes, now } from "@/lib/clock";
import { seal, unseal } from "@/lib/seal";

/** How long a person may take at a provider. */
export const OUTSIDE_LIFE_MS = minutes(15);

const Checks = z.object({ state: z.string(), verifier: z.string(), nonce: z.string().optional() });

const Attempt = z.object({
  provider: z.enum(["google", "github", "apple", "oidc"]),
  goal: z.enum(["sign-in", "join"]),
  id: z.string(),
  checks: Checks,
  until: z.number(),
});

/** What a provider's answer is checked against. `verifier`: of PKCE; `nonce`: where there is an id token. */
export type OutsideChecks = { state: string; verifier: string; nonce?: string | undefined };

/**
 * What a person went to a provider for. `sign-in`: `id` is the journey's; `join`: `id` is the signed-in session's, so
 * that no other account is joined when another person has signed in meanwhile.
 */
export type OutsideAttempt = Omit<z.infer<typeof Attempt>, "until">;

/** Seals an attempt for a cookie: the provider's answer counts only in the browser that has it. */
export function sealAttempt(attempt: OutsideAttempt): string {
  return seal("outside-attempt", "browser", JSON.stringify({ ...attempt, until: now().getTime() + OUTSIDE_LIFE_MS }));
}

/** @returns undefined for what is none, is not ours, or is too old */
export function openAttempt(sealed: string | undefined): OutsideAttempt | undefined {
  const text = sealed ? unseal("outside-attempt", "browser", sealed) : undefined;
  // An earlier version of this program sealed less.
  const attempt = text ? Attempt.safeParse(JSON.parse(text)).data : undefined;
  if (!attempt || attempt.until < now().getTime()) return undefined;
  const { provider, goal, id, checks } = attempt;
  return { provider, goal, id, checks };
}
