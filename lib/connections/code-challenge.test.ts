import { createHash, randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isChallengeOf, isCodeChallenge } from "@/lib/connections/code-challenge";

// RFC 7636, appendix B.
const VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

describe("a code challenge", () => {
  it("is the one of the standard's own example", () => {
    expect(isCodeChallenge(CHALLENGE)).toBe(true);
    expect(isChallengeOf(CHALLENGE, VERIFIER)).toBe(true);
  });

  it("is any SHA-256 in base64url", () => {
    fc.assert(
      fc.property(fc.string(), (text) => isCodeChallenge(createHash("sha256").update(text).digest("base64url"))),
    );
  });

  it.each([
    ["empty", ""],
    ["too short", CHALLENGE.slice(1)],
    ["too long", `${CHALLENGE}A`],
    ["padded", `${CHALLENGE}=`],
    ["of base64 with + and /", CHALLENGE.replace("-", "+")],
    ["with bits behind its end", `${CHALLENGE.slice(0, 42)}N`],
    ["with a line end", `${CHALLENGE}\n`],
  ])("is refused when it is %s", (_, text) => expect(isCodeChallenge(text)).toBe(false));

  it.each([
    ["another verifier", randomBytes(32).toString("base64url")],
    ["the challenge itself, as `plain` has it", CHALLENGE],
    ["a verifier that is too short", VERIFIER.slice(1)],
    ["one that is too long", "a".repeat(129)],
    ["one with other characters", `${VERIFIER}+`],
    ["nothing", ""],
  ])("was not made of %s", (_, verifier) => expect(isChallengeOf(CHALLENGE, verifier)).toBe(false));

  it("was not made of a verifier of another length, whatever its digest is", () => {
    for (const verifier of ["x", "x".repeat(42), "x".repeat(129)])
      expect(isChallengeOf(createHash("sha256").update(verifier).digest("base64url"), verifier)).toBe(false);
  });
});
