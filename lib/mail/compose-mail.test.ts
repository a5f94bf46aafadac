import { afterEach, describe, expect, it } from "vitest";
import { brandTones, contrast } from "@/lib/brand-tones";
import { env, overrideEnv } from "@/lib/env";
import { composeMail, type MailContent } from "@/lib/mail/compose-mail";
import { THEMES } from "@/lib/palette";

const before = env();
afterEach(() => overrideEnv(before));

const logo = {
  type: "image/svg+xml",
  extension: "svg",
  version: "1",
  policy: "",
  body: Buffer.alloc(0),
  gzipped: Buffer.alloc(0),
} as const;

const content: MailContent = {
  subject: "Something happened",
  thread: "fused",
  parts: ["A paragraph.", { facts: [["Device", "Safari on iPhone"]] }, { line: "curl -fsSL https://x.example | sh" }],
  button: { label: "Open Security", url: "https://portal.example/account/security" },
  small: ["Turn it off: https://portal.example/account/printers/ABC#emails."],
};
const compose = (change: Partial<MailContent> = {}) => composeMail("robin@example.org", { ...content, ...change });

describe("a mail", () => {
  it("says the same as text and as HTML, with one button", () => {
    const { text, html } = compose();
    for (const words of ["A paragraph.", "Safari on iPhone", "curl -fsSL https://x.example | sh", "Turn it off"]) {
      expect(text).toContain(words);
      expect(html).toContain(words);
    }
    expect(text).toContain("Open Security: https://portal.example/account/security\n");
    expect(html.match(/href="[^"]+"/g)).toEqual([
      'href="https://portal.example/account/security"',
      'href="https://portal.example/account/printers/ABC#emails"',
    ]);
  });

  it("has the colors of both themes, and no variables, which mail programs do not keep", () => {
    const { html } = compose();
    expect(html).toContain(`background-color:${THEMES.light.paper}`);
    expect(html).toContain(`.paper{background-color:${THEMES.dark.paper}!important;}`);
    expect(html).toContain('<meta name="color-scheme" content="light dark">');
    expect(html).not.toMatch(/var\(--|undefined|\$[a-z]/);
  });

  it("shows whatever names it is given as text", () => {
    const name = '"><script>alert(1)</script>';
    const { html } = compose({ subject: name, parts: [name, { facts: [[name, name]] }], small: [name] });
    expect(html).not.toContain("<script");
    expect(html.match(/href="[^"]+"/g)).toHaveLength(1);
  });

  it("loads nothing: its pictures travel with it", () => {
    expect(compose().html).toContain('<img src="cid:thread-fused@portal" alt="" width="552"');
    expect(compose().html).not.toMatch(/src="(?!cid:)|url\(|<link/);
  });

  it("has the operator's color, with words on the button that can be read, and the logo", () => {
    const tones = brandTones("#1a5fb4");
    if (!tones.ok) throw new Error(tones.error);
    const { light, dark } = tones.tones;
    overrideEnv({ brand: { tones: tones.tones, logo } });
    const { html } = compose();
    expect(html).toContain(`background-color:${light.filament}`);
    expect(html).toContain(`.fill{background-color:${dark.filament}!important;}`);
    expect(html).toContain(`.onfill{color:${dark["filament-ink"]}!important;}`);
    for (const theme of [light, dark]) expect(contrast(theme.filament, theme["filament-ink"])).toBeGreaterThan(4.5);
    expect(html).not.toContain(THEMES.light.filament);
    expect(html).toContain('<img src="cid:logo@portal" alt="" height="20"');
  });

  it("with a code has no link, and no other number like it, whatever the colors and addresses are", () => {
    overrideEnv({ mode: "production", portalUrl: "https://p1234567.example", supportUrl: "https://help.example" });
    const { html, text } = compose({ parts: [{ code: "012345" }], button: undefined!, small: [] });
    for (const body of [html, text]) expect(new Set(body.match(/\d{6,}/g))).toEqual(new Set(["012345"]));
    expect(html).not.toContain("<a ");
    expect(text).not.toContain("https:");
  });

  it("leads to help where there is some", () => {
    overrideEnv({ supportUrl: "https://help.example/" });
    expect(compose().text).toContain("Help: https://help.example/");
    expect(compose().html).toContain('href="https://help.example/"');
  });
});
