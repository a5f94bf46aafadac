import { Secret } from "otpauth";
import { describe, expect, it } from "vitest";
import { totpStep } from "@/lib/accounts/second-factor/totp";
import { moveClock } from "@/lib/clock";

describe("a time-based code", () => {
  // RFC 6238, appendix B, SHA-1, last six digits.
  it.each([
    [59, "287082"],
    [1111111109, "081804"],
    [1111111111, "050471"],
    [1234567890, "005924"],
    [2000000000, "279037"],
    [20000000000, "353130"],
  ])("is the one of the standard at %i seconds", (at, code) => {
    moveClock(at * 1000 - Date.now());
    expect(totpStep(Secret.fromLatin1("12345678901234567890").base32, code)).toBe(Math.floor(at / 30));
    moveClock(0);
  });
});
