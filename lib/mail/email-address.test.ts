import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { emailAddress, readEmailAddress } from "@/lib/mail/email-address";

describe("an address as people write it", () => {
  it.each([
    ["robin@example.org", "robin@example.org"],
    [" Robin@Example.ORG\n", "robin@example.org"],
    ["\u200b\u202arobin@example.org\u202c\ufeff", "robin@example.org"],
    ["ｒｏｂｉｎ＠ｅｘａｍｐｌｅ．ｏｒｇ", "robin@example.org"],
    ["robin@example。org", "robin@example.org"],
    ["robin@example.xn--p1ai", "robin@example.xn--p1ai"],
    ["robin@bücher.example", "robin@xn--bcher-kva.example"],
    ["robin@BÜCHER.example", "robin@xn--bcher-kva.example"],
    ["robin@bu\u0308cher.example", "robin@xn--bcher-kva.example"],
    ["robin@пример.рф", "robin@xn--e1afmkfd.xn--p1ai"],
    ["robin@例え.テスト", "robin@xn--r8jz45g.xn--zckzah"],
    ["robin@faß.example", "robin@xn--fa-hia.example"],
    ["a&b@example.org", "a&b@example.org"],
    ["sales/eu@example.org", "sales/eu@example.org"],
    ["o'neil+3d=print@example.org", "o'neil+3d=print@example.org"],
    ["!#$%&'*+/=?^_`{|}~-@example.org", "!#$%&'*+/=?^_`{|}~-@example.org"],
    ["a@b.co", "a@b.co"],
    [`${"a".repeat(64)}@example.org`, `${"a".repeat(64)}@example.org`],
    ["robin@1and1.example", "robin@1and1.example"],
  ])("%j is %s, and stays so when it is read again", (typed, email) => {
    expect(readEmailAddress(typed)).toEqual({ ok: true, email });
    expect(emailAddress(email)).toBe(email);
  });

  it.each([
    "",
    "robin",
    "robin@",
    "@example.org",
    "robin@example",
    "robin@localhost",
    "robin@127.0.0.1",
    "robin@[127.0.0.1]",
    "robin@0x7f.1",
    "robin@example..org",
    "robin@.example.org",
    "robin@example.org.",
    "robin@-example.org",
    "robin@exa mple.org",
    "robin@exa_mple.org",
    "ro bin@example.org",
    ".robin@example.org",
    "robin.@example.org",
    "ro..bin@example.org",
    '"ro bin"@example.org',
    "ro,bin@example.org",
    "ro@bin@example.org",
    "<robin@example.org>",
    "robin@example.org, all@example.org",
    "robin@example.org\r\nBcc: all@example.org",
    "ro\0bin@example.org",
    `${"a".repeat(65)}@example.org`,
    `${"a".repeat(60)}@${"b".repeat(60)}.${"c".repeat(60)}.${"d".repeat(60)}.${"e".repeat(60)}.org`,
    `robin@${"b".repeat(64)}.org`,
  ])("%j is none", (typed) => {
    expect(readEmailAddress(typed)).toEqual({ ok: false, error: "email_invalid" });
  });

  it.each(["jörg@example.org", "用户@例え.テスト", "дарья.п@example.org"])(
    "%s is one that ours cannot mail to, which is said",
    (typed) => {
      expect(readEmailAddress(typed)).toEqual({ ok: false, error: "email_local_part" });
    },
  );

  it("has one spelling of plain characters, whatever was typed", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: "grapheme" }), fc.emailAddress()), (typed) => {
        const email = emailAddress(typed);
        if (email === undefined) return true;
        return /^[!-~]{3,254}$/.test(email) && !/[",:;<>()[\]\\]/.test(email) && emailAddress(email) === email;
      }),
    );
  });
});
