import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { EVERY_FACTOR_MS, factorsToShow } from "@/lib/accounts/every-factor";
import { openChallenge, sealChallenge, CHALLENGE_LIFETIME_MS } from "@/lib/accounts/passkeys/passkey-challenge";
import { countsOn, isCredentialId, judgeAnswer } from "@/lib/accounts/passkeys/passkey-policy";
import { relyingPartyOf } from "@/lib/accounts/passkeys/relying-party";
import { moveClock, now } from "@/lib/clock";

afterEach(() => moveClock(0));

describe("the relying party", () => {
  it.each([
    ["https://portal.example.org", "portal.example.org", "https://portal.example.org"],
    ["https://portal.example.org:8443", "portal.example.org", "https://portal.example.org:8443"],
    ["http://localhost:3000", "localhost", "http://localhost:3000"],
  ])("of %s is its host exactly", (url, id, origin) => {
    expect(relyingPartyOf(url, "Portal")).toEqual({ id, origin, name: "Portal" });
  });

  it.each([
    "http://192.168.1.5:3000",
    "http://printer.local:3000",
    "http://app.localhost:3000",
    "https://203.0.113.7",
    "https://[2001:db8::1]",
    "http://127.0.0.1:3000",
  ])("is none at %s, where browsers have no passkeys", (url) => {
    expect(relyingPartyOf(url, "Portal")).toBeUndefined();
  });
});

describe("every factor", () => {
  const ago = fc.option(fc.integer({ min: 0, max: 2 * EVERY_FACTOR_MS }), { nil: null });

  it("is asked for unless it was shown within five minutes, whatever else was", () => {
    expect(EVERY_FACTOR_MS).toBe(300_000);
    fc.assert(
      fc.property(ago, ago, fc.boolean(), (mailbox, second, hasSecond) => {
        // The clock goes on while this is looked at.
        fc.pre(![mailbox, second].some((ms) => ms !== null && Math.abs(ms - EVERY_FACTOR_MS) < 1000));
        const at = (ms: number | null) => (ms === null ? null : new Date(now().getTime() - ms));
        const isStale = (ms: number | null) => ms === null || ms >= EVERY_FACTOR_MS;
        const missing = factorsToShow({ mailboxAt: at(mailbox), secondFactorAt: at(second) }, hasSecond);
        expect(missing.includes("mailbox")).toBe(isStale(mailbox));
        expect(missing.includes("second_factor")).toBe(hasSecond && isStale(second));
      }),
    );
  });
});

describe("a challenge", () => {
  it("opens for what it was made for, until it is too old, and for nothing else", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[\w-]{1,43}$/), fc.stringMatching(/^\w{1,20}$/), (challenge, id) => {
        const sealed = sealChallenge({ toSignIn: id }, challenge);
        expect(openChallenge({ toSignIn: id }, sealed)).toMatchObject({ challenge });
        expect(openChallenge({ toSignIn: `${id}x` }, sealed)).toBeUndefined();
        expect(openChallenge({ toAdd: id }, sealed)).toBeUndefined();
      }),
    );
    const sealed = sealChallenge({ toAdd: "session" }, "challenge", "handle");
    expect(openChallenge({ toAdd: "session" }, sealed)).toMatchObject({ challenge: "challenge", handle: "handle" });
    moveClock(CHALLENGE_LIFETIME_MS + 1);
    expect(openChallenge({ toAdd: "session" }, sealed)).toBeUndefined();
  });

  it("cannot be made up, or changed", () => {
    const sealed = sealChallenge({ toSignIn: "journey" }, "challenge");
    const changed = Buffer.from(sealed, "base64");
    changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
    for (const other of ["", "challenge  9999999999999", changed.toString("base64")])
      expect(openChallenge({ toSignIn: "journey" }, other)).toBeUndefined();
  });
});

describe("an answer whose signature is right", () => {
  const count = fc.integer({ min: 0, max: 0xffff_ffff });

  it("goes on only with a counter that goes on, or where there is none", () => {
    fc.assert(
      fc.property(count, count, (before, after) => {
        expect(countsOn(BigInt(before), after)).toBe(after > before || (before === 0 && after === 0));
      }),
    );
  });

  it("counts for the account and the kind of key that was added, and no other", () => {
    const known = { counter: 4n, backupEligible: false, handle: "mine" };
    expect(judgeAnswer(known, { counter: 5, backupEligible: false, handle: "mine" })).toBe("right");
    expect(judgeAnswer(known, { counter: 4, backupEligible: false, handle: "mine" })).toBe("copied");
    expect(judgeAnswer(known, { counter: 5, backupEligible: true, handle: "mine" })).toBe("other");
    expect(judgeAnswer(known, { counter: 5, backupEligible: false, handle: "" })).toBe("other");
    expect(judgeAnswer({ ...known, handle: null }, { counter: 5, backupEligible: false, handle: "" })).toBe("other");
  });

  it("has an id of at most 1023 bytes", () => {
    expect(isCredentialId(Buffer.alloc(1023, 7).toString("base64url"))).toBe(true);
    for (const id of ["", "a b", "a+b", "ä", Buffer.alloc(1024, 7).toString("base64url")])
      expect(isCredentialId(id)).toBe(false);
  });
});
