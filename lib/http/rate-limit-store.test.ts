import { describe, expect, it } from "vitest";
import { useTestDatabase } from "@/lib/db/test-database";
import { resetLimit, takeFromLimit } from "@/lib/http/rate-limit-store";
import { LIMITS } from "@/lib/http/limits";

describe("rate limits", () => {
  useTestDatabase();

  it("lets exactly its points through, also under parallel requests", async () => {
    const answers = await Promise.all(Array.from({ length: 30 }, () => takeFromLimit("linkingGuessesPerAccount", "account-1")));
    expect(answers.filter((answer) => answer.ok)).toHaveLength(LIMITS.linkingGuessesPerAccount.points);
  });

  it("says when to try again", async () => {
    const answer = await takeFromLimit("linkingGuessesPerAccount", "account-1");
    expect(answer).toMatchObject({ ok: false });
    expect(!answer.ok && answer.retryAfterSeconds).toBeGreaterThan(60);
  });

  it("counts each subject by itself and starts anew after a reset", async () => {
    expect(await takeFromLimit("linkingGuessesPerAccount", "account-2")).toEqual({ ok: true });
    await resetLimit("linkingGuessesPerAccount", "account-1");
    expect(await takeFromLimit("linkingGuessesPerAccount", "account-1")).toEqual({ ok: true });
  });
});
