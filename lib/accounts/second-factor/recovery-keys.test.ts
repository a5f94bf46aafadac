import { describe, expect, it } from "vitest";
import { newRecoveryKeys, plainRecoveryKey } from "@/lib/accounts/second-factor/recovery-keys";

describe("recovery keys", () => {
  it("are ten, of at least 128 bits, easy to read, and typed in any way", () => {
    const keys = newRecoveryKeys();
    expect(new Set(keys).size).toBe(10);
    for (const key of keys) {
      expect(key).toMatch(/^[a-z2-9]{7}(-[a-z2-9]{7}){3}$/);
      expect(key).not.toMatch(/[iluo01]/);
      expect(plainRecoveryKey(` ${key.toUpperCase().replaceAll("-", " ")}`)).toBe(plainRecoveryKey(key));
    }
    expect(28 * Math.log2(30)).toBeGreaterThan(128);
  });
});
