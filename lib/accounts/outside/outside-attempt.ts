import { z } from "zod";
import { OUTSIDE_LIFE_MS } from "@/lib/accounts/outside/ask-next-auth";
import { now } from "@/lib/clock";
import { seal, unseal } from "@/lib/seal";

const Attempt = z.object({
  provider: z.enum(["google", "github", "apple", "oidc"]),
  goal: z.enum(["sign-in", "join"]),
  id: z.string(),
  until: z.number(),
});

/**
 * What somebody went to a provider for. `sign-in`: `id` is the journey's; `join`: `id` is the signed-in session's, so
 * that nobody else's account is joined when another person has signed in meanwhile.
 */
export type OutsideAttempt = Omit<z.infer<typeof Attempt>, "until">;

/** Seals an attempt for a cookie: the provider's answer counts only in the browser that has it. */
export function sealAttempt(attempt: OutsideAttempt): string {
  return seal("outside-attempt", "browser", JSON.stringify({ ...attempt, until: now().getTime() + OUTSIDE_LIFE_MS }));
}

/** @returns undefined for what is none, is not ours, or is too old */
export function openAttempt(sealed: string | undefined): OutsideAttempt | undefined {
  const text = sealed ? unseal("outside-attempt", "browser", sealed) : undefined;
  const attempt = text ? Attempt.parse(JSON.parse(text)) : undefined;
  if (!attempt || attempt.until < now().getTime()) return undefined;
  const { provider, goal, id } = attempt;
  return { provider, goal, id };
}
