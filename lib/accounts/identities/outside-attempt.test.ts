import { describe, expect, it } from "vitest";
import { openAttempt, sealAttempt } from "@/lib/accounts/identities/provider-attempt";
import { minutes, moveClock } from "@/lib/clock";

describe("an attempt", () => {
  const attempt = {
    provider: "oidc",
    goal: "sign-in",
    id: "j",
    checks: { state: "s", verifier: "v", nonce: "n" },
  } as const;

  it("opens as it was sealed, for fifteen minutes, and shows nothing of what it holds", () => {
    const sealed = sealAttempt(attempt);
    expect(openAttempt(sealed)).toEqual(attempt);
    expect(Buffer.from(sealed, "base64").toString("latin1")).not.toContain("verifier");
    moveClock(minutes(16));
    expect(openAttempt(sealed)).toBeUndefined();
    moveClock(0);
  });

  it.each([undefined, "", "x", Buffer.alloc(100).toString("base64")])("is none: %j", (text) => {
    expect(openAttempt(text)).toBeUndefined();
  });

  it("without its checks, as an earlier program sealed it, is none", () => {
    expect(openAttempt(sealAttempt({ ...attempt, checks: undefined } as never))).toBeUndefined();
  });
});
