import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hashPassword, passwordMatches } from "@/lib/accounts/password/password-hash";
import { checkPassword } from "@/lib/accounts/password/password-policy";

const CONTEXT = ["robin.winter@example.org", "Robin Winter", "OctoEverywhere"];

describe("the password policy", () => {
  it.each([
    ["14 characters", "abcdefgh ijklm", "password_too_short"],
    ["nothing", "", "password_too_short"],
    ["129 characters", `${"correct horse battery ".repeat(6)}`.slice(0, 129).padEnd(129, "z"), "password_too_long"],
    ["one character again and again", "aaaaaaaaaaaaaaaa", "password_common"],
    ["two words again and again", "catdogcatdogcatdog", "password_common"],
    ["counted digits", "12345678901234567890", "password_common"],
    ["a word with digits behind it", "Password12345678", "password_common"],
    ["a common one with marks", "P-a-s-s-w-o-r-d-12345", "password_common"],
    ["a keyboard row", "qwertyuiopasdfghjkl", "password_common"],
    ["the address", "robin.winter@example.org", "password_common"],
    ["the name and a year", "robinwinter 2026", "password_common"],
    ["the service", "OctoEverywhere1234", "password_common"],
    ["a leaked one with a longer tail", "Password123456789", "password_common"],
    ["a leaked one twice", "iloveyouiloveyou", "password_common"],
    ["a leaked one twice with digits", "letmeinletmein12", "password_common"],
    ["a walk over the keyboard", "qazwsxedcrfvtgb", "password_common"],
    ["a famous passphrase", "correct horse battery staple", "password_common"],
  ])("refuses %s", (_, password, error) => {
    expect(checkPassword(password, CONTEXT)).toEqual({ ok: false, error });
  });

  it.each([
    ["a sentence", "my spool is orange today"],
    ["lower case only", "gravelpetuniacobalt"],
    [
      "128 characters",
      "the spool turns and the nozzle hums all night long while we sleep and dream " +
        "of layers that hold together in the morning light ok",
    ],
    ["other scripts", "белыйпринтерпечатаетночью"],
    ["emoji", "🧵🧵 spool on the loose"],
  ])("takes %s", (_, password) => {
    expect(checkPassword(password, CONTEXT)).toMatchObject({ ok: true });
  });

  it("never throws, and never takes fewer than 15 characters", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 200 }), (password) => {
        const checked = checkPassword(password, CONTEXT);
        if (checked.ok) expect([...checked.password].length).toBeGreaterThanOrEqual(15);
      }),
    );
  });
});

describe("password hashes", () => {
  it("are argon2id with at least 19 MiB", async () => {
    const [, algorithm, , settings] = (await hashPassword("my spool is orange today")).split("$");
    expect(algorithm).toBe("argon2id");
    const memory = Number(/m=(\d+)/.exec(settings ?? "")?.[1]);
    expect(memory).toBeGreaterThanOrEqual(19_456);
  });

  it("match the password they were made of, in any Unicode spelling, and nothing else", async () => {
    const checked = checkPassword("crème brûlée im Garten", CONTEXT);
    const hash = await hashPassword(checked.ok ? checked.password : "");
    expect(await passwordMatches(hash, "crème brûlée im Garten".normalize("NFD"))).toBe(true);
    expect(await passwordMatches(hash, "creme brulee im Garten")).toBe(false);
    expect(await passwordMatches(null, "crème brûlée im Garten")).toBe(false);
    expect(await passwordMatches(undefined, "a decoy nobody ever types")).toBe(false);
  });
});
