import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { COMPLETION_KEYS } from "@/lib/apps/completion-keys";
import { readReturnUrl } from "@/lib/apps/read-return-url";
import { checkExactRegistration, checkReturnUrl, type RegisteredReturnUrl } from "@/lib/apps/return-url-policy";
import { COMPLETE, EXACT, REFUSED_URLS } from "@/lib/apps/test-refused-urls";

const exact = (url: string): RegisteredReturnUrl => ({ kind: "exact", url });
const LOOPBACK: RegisteredReturnUrl = { kind: "loopback", url: "" };
const LAN: RegisteredReturnUrl = { kind: "lan", url: "" };
const EVERYTHING = [
  exact(EXACT),
  exact("mobileraker://octoeverywhere"),
  exact("octopod://octoeverywhere"),
  LOOPBACK,
  LAN,
];
const check = (url: string, registered = EVERYTHING) => checkReturnUrl(url, registered, COMPLETE);
const BACKSLASH = "\\";

describe("a return URL", () => {
  it.each<[string, RegisteredReturnUrl[], object]>([
    [COMPLETE, [], { kind: "here", formActionSource: "https://portal.example" }],
    [
      EXACT,
      EVERYTHING,
      { kind: "host", host: "app.example", insecure: false, formActionSource: "https://app.example" },
    ],
    [
      "https://app.example:8443/a;b?c=d",
      [exact("https://app.example:8443/a;b?c=d")],
      { kind: "host", host: "app.example:8443", insecure: false, formActionSource: "https://app.example:8443" },
    ],
    [
      "https://app.example",
      [exact("https://app.example")],
      { kind: "host", host: "app.example", insecure: false, formActionSource: "https://app.example" },
    ],
    ["octopod://octoeverywhere", EVERYTHING, { kind: "app", formActionSource: "octopod:" }],
    ["mobileraker://octoeverywhere", EVERYTHING, { kind: "app", formActionSource: "mobileraker:" }],
    ["canceller://Back", [exact("canceller://Back")], { kind: "app", formActionSource: "canceller:" }],
    ["com.example.app:/back", [exact("com.example.app:/back")], { kind: "app", formActionSource: "com.example.app:" }],
    [
      "http://127.0.0.1",
      [LOOPBACK],
      { kind: "host", host: "127.0.0.1", insecure: false, formActionSource: "http://127.0.0.1" },
    ],
    [
      "http://localhost:80/back?x=1",
      [LOOPBACK],
      { kind: "host", host: "localhost", insecure: false, formActionSource: "http://localhost" },
    ],
    [
      "http://localhost:9/back",
      [LOOPBACK],
      { kind: "host", host: "localhost:9", insecure: false, formActionSource: "http://localhost:9" },
    ],
    [
      "http://[::1]:8080/back",
      [LOOPBACK],
      { kind: "host", host: "[::1]:8080", insecure: false, formActionSource: "http:" },
    ],
    [
      "http://192.168.1.20:7125/done?next=%2Fprinter%3Fid%3D4",
      [LAN],
      { kind: "host", host: "192.168.1.20:7125", insecure: true, formActionSource: "http://192.168.1.20:7125" },
    ],
    [
      "http://10.0.0.1/",
      [LAN],
      { kind: "host", host: "10.0.0.1", insecure: true, formActionSource: "http://10.0.0.1" },
    ],
    [
      "http://172.31.255.255",
      [LAN],
      { kind: "host", host: "172.31.255.255", insecure: true, formActionSource: "http://172.31.255.255" },
    ],
    [
      "http://169.254.7.7/",
      [LAN],
      { kind: "host", host: "169.254.7.7", insecure: true, formActionSource: "http://169.254.7.7" },
    ],
    ["http://[fd00::7]/x", [LAN], { kind: "host", host: "[fd00::7]", insecure: true, formActionSource: "http:" }],
    ["http://[fe80::7]/x", [LAN], { kind: "host", host: "[fe80::7]", insecure: true, formActionSource: "http:" }],
    [
      "http://voron.local:81/x",
      [LAN],
      { kind: "host", host: "voron.local:81", insecure: true, formActionSource: "http://voron.local:81" },
    ],
    [
      "http://touch.garage.local",
      [LAN],
      { kind: "host", host: "touch.garage.local", insecure: true, formActionSource: "http://touch.garage.local" },
    ],
  ])("%s is honoured", (url, registered, target) => {
    expect(check(url, registered)).toEqual({ ok: true, target });
  });

  it.each(REFUSED_URLS.map((url) => [url.slice(0, 80), url]))(
    "%j is refused with everything registered",
    (_, url = "") => {
      expect(check(url)).toMatchObject({ ok: false });
    },
  );

  it.each([
    "javascript:alert(1)",
    "javascript://octoeverywhere",
    "DATA:text/html,x",
    "file:///x",
    "blob:https://app.example/1",
    "about:blank",
    "vbscript:x",
    "filesystem:https://app.example/x",
    "https://a@app.example/",
    "https://app.example/#x",
    "https://app.example/?success=true",
    "https://app.example/a\nb",
    `https://app.example${BACKSLASH}x`,
  ])("%j is refused even if it is registered", (url) => {
    expect(check(url, [exact(url)])).toMatchObject({ ok: false });
    expect(checkExactRegistration(url)).toMatchObject({ ok: false });
  });

  it.each([
    "success=true",
    "SUCCESS=true",
    "%73uccess=1",
    "%2573uccess=1",
    "a=1&url=https://evil.example",
    "a=1;id=2",
    "a=1?id=2",
    "state",
    "a=b%26success%3Dfalse",
    "success[]=1",
    "+success=1",
    "AUTHBEARERTOKEN=x",
    "error=",
  ])("the query %j belongs to completion", (query) => {
    for (const url of [`http://localhost/?${query}`, `http://10.0.0.1/?${query}`, `octopod://x?${query}`]) {
      expect(check(url, [LOOPBACK, LAN, exact(url)])).toEqual({ ok: false, error: "completion_key" });
    }
  });

  it("is refused with any completion key in any case", () => {
    fc.assert(
      fc.property(fc.constantFrom(...COMPLETION_KEYS), fc.infiniteStream(fc.boolean()), (key, upper) => {
        const spelling = [...key]
          .map((letter) => (upper.next().value ? letter.toUpperCase() : letter.toLowerCase()))
          .join("");
        expect(check(`http://localhost/x?a=1&${spelling}=2`)).toEqual({ ok: false, error: "completion_key" });
      }),
    );
  });

  it("says why", () => {
    expect(check("https://other.example/")).toEqual({ ok: false, error: "not_registered" });
    expect(check("https://a@app.example/")).toEqual({ ok: false, error: "user_info" });
    expect(check(`${EXACT}#x`)).toEqual({ ok: false, error: "fragment" });
    expect(check(`${EXACT}${"x".repeat(3000)}`)).toEqual({ ok: false, error: "too_long" });
    // Registered or sent, the same length is the longest.
    const longest = `https://app.example/${"x".repeat(1980)}`;
    expect([longest.length, readReturnUrl(longest).ok]).toEqual([2000, true]);
    expect(readReturnUrl(`${longest}x`)).toEqual({ ok: false, error: "too_long" });
  });

  it("is honoured as exact only if it is the same string", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.webUrl({ withQueryParameters: true }),
          fc.string(),
          fc.string().map((tail) => EXACT + tail),
        ),
        (url) => {
          if (check(url, [exact(EXACT)]).ok) expect(url).toBe(EXACT);
        },
      ),
    );
  });

  const hostilePart = fc.constantFrom(
    "http://",
    "https://",
    "http:",
    "localhost",
    "127.0.0.1",
    "[::1]",
    "10.0.0.1",
    "a.local",
    ".local",
    "evil.example",
    "@",
    ":",
    "/",
    BACKSLASH,
    "?",
    "#",
    ".",
    "..",
    "%2e",
    "%2f",
    "%40",
    "%00",
    "\t",
    "\n",
    ";",
    "*",
    "80",
    "success=1",
    "é",
    "\u3002",
  );
  it("is sent only where a browser, our page and the text agree that it leads", () => {
    fc.assert(
      fc.property(
        fc.array(hostilePart, { maxLength: 9 }).map((parts) => `http://${parts.join("")}`),
        (text) => {
          const checked = check(text, [LOOPBACK, LAN]);
          if (!checked.ok || checked.target.kind !== "host") return;
          const url = new URL(text, "https://portal.example/appportal/v1");
          expect(url.host).toBe(checked.target.host);
          expect(url.hostname).toMatch(/^(localhost|127\.0\.0\.1|\[::1\]|10\.0\.0\.\d+|[a-z0-9.-]+\.local)$/);
          expect(text.startsWith(`http://${url.hostname}`)).toBe(true);
          expect(url.username + url.password + url.hash).toBe("");
          expect(checked.target.formActionSource).toMatch(/^http:(\/\/[a-z0-9.-]+(:\d+)?)?$/);
        },
      ),
      { numRuns: 5000 },
    );
  });

  it("never throws, whatever the text", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary" }),
        fc.constantFrom("", "http://", "x:", "http://localhost/?"),
        (tail, head) => {
          expect(typeof check(head + tail).ok).toBe("boolean");
          expect(typeof checkExactRegistration(head + tail).ok).toBe("boolean");
        },
      ),
    );
  });
});
