import { describe, expect, it } from "vitest";
import { readProfile, withGithubEmail } from "@/lib/accounts/identities/read-profile";

describe("what a provider says about a person", () => {
  it.each<[string, unknown, unknown]>([
    [
      "Google's",
      { sub: "1089", email: "Robin@Example.org", email_verified: true, hd: "example.org" },
      { subject: "1089", verifiedEmail: "robin@example.org" },
    ],
    [
      "Apple's, which writes a text",
      { sub: "000123.abc", email: "x@privaterelay.appleid.com", email_verified: "true", is_private_email: "true" },
      { subject: "000123.abc", verifiedEmail: "x@privaterelay.appleid.com" },
    ],
    [
      "Apple's the second time, without an address",
      { sub: "000123.abc" },
      { subject: "000123.abc", verifiedEmail: undefined },
    ],
    [
      "an address that is not confirmed",
      { sub: "1", email: "robin@example.org", email_verified: false },
      { subject: "1", verifiedEmail: undefined },
    ],
    [
      "an address that is not confirmed, as a text",
      { sub: "1", email: "robin@example.org", email_verified: "false" },
      { subject: "1", verifiedEmail: undefined },
    ],
    [
      "an address nobody speaks of",
      { sub: "1", email: "robin@example.org" },
      { subject: "1", verifiedEmail: undefined },
    ],
    [
      "confirmed, but no address",
      { sub: "1", email: "robin", email_verified: true },
      { subject: "1", verifiedEmail: undefined },
    ],
    [
      "two addresses in one",
      { sub: "1", email: "a@example.org, b@example.org", email_verified: true },
      { subject: "1", verifiedEmail: undefined },
    ],
    [
      "GitHub's number",
      { id: 583231, email: "robin@example.org", email_verified: true },
      { subject: "583231", verifiedEmail: "robin@example.org" },
    ],
    ["nobody", { email: "robin@example.org", email_verified: true }, undefined],
    ["an empty subject", { sub: "", email_verified: true }, undefined],
    ["a list where a word should be", { sub: "1", email_verified: ["true"] }, undefined],
    ["nothing", null, undefined],
  ])("is read: %s", (_, raw, expected) => expect(readProfile(raw)).toEqual(expected));

  it("is at GitHub its primary address, if it is confirmed, whatever is shown in public", () => {
    const user = { id: 7, login: "robin", email: "public@example.org" };
    const entry = (email: string, primary: boolean, verified: boolean) => ({
      email,
      primary,
      verified,
      visibility: null,
    });
    const read = (emails: unknown) => readProfile(withGithubEmail(user, emails));
    expect(read([entry("other@example.org", false, true), entry("main@example.org", true, true)])).toEqual({
      subject: "7",
      verifiedEmail: "main@example.org",
    });
    expect(read([entry("other@example.org", false, true), entry("main@example.org", true, false)])).toEqual({
      subject: "7",
      verifiedEmail: undefined,
    });
    expect(read({ message: "Not Found" })).toEqual({ subject: "7", verifiedEmail: undefined });
    expect(readProfile(withGithubEmail({ message: "Bad credentials" }, []))).toBeUndefined();
  });
});
