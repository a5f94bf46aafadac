import { readReturnUrl } from "@/lib/apps/read-return-url";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { COMPLETION_KEYS } from "@/lib/apps/completion-keys";
import { checkExactRegistration, checkReturnUrl, type RegisteredReturnUrl } from "@/lib/apps/return-url-policy";

const COMPLETE = "https://portal.example/appportal/v1/complete";
const EXACT = "https://app.example/connected";
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

  it.each(
    [
      // Near the exact one.
      `${EXACT}/`,
      `${EXACT}?`,
      `${EXACT}?a=1`,
      `${EXACT}&a=1`,
      `${EXACT}#`,
      `${EXACT}#a`,
      `${EXACT}/more`,
      `${EXACT}more`,
      `${EXACT}/../connected`,
      `${EXACT}/.`,
      `${EXACT}%2F`,
      `${EXACT}%20`,
      `${EXACT} `,
      ` ${EXACT}`,
      `\t${EXACT}`,
      `${EXACT}\n`,
      `${EXACT}\r\nSet-Cookie: a=b`,
      `${EXACT}\0`,
      `${EXACT}%00`,
      `${EXACT}%0d%0a`,
      "https://app.example/Connected",
      "HTTPS://app.example/connected",
      "https://APP.example/connected",
      "https://app.example./connected",
      "https://app.example:443/connected",
      "https://app.example/%63onnected",
      "https://app.example//connected",
      "https://app.example/x/../connected",
      "https://app.example/%2e%2e/connected",
      "https://app.example%2Fconnected",
      "http://app.example/connected",
      "https:app.example/connected",
      "https:/app.example/connected",
      "https:///app.example/connected",
      "//app.example/connected",
      "app.example/connected",
      `https:${BACKSLASH}${BACKSLASH}app.example/connected`,
      `https://app.example${BACKSLASH}connected`,
      `https://evil.example${BACKSLASH}@app.example/connected`,
      "https://app.example@evil.example/connected",
      "https://user@app.example/connected",
      "https://user:pass@app.example/connected",
      "https://@app.example/connected",
      "https://app.example:@evil.example/connected",
      "https://evil.example/https://app.example/connected",
      "https://app.example.evil.example/connected",
      "https://evil.example?https://app.example/connected",
      "https://evilapp.example/connected",
      "https://\u0430pp.example/connected",
      "https://xn--pp-4cd.example/connected",
      "https://app\u3002example/connected",
      "https://app.example/connected\u200b",
      "https://\u24d0pp.example/connected",
      "https://app.exam\u00adple/connected",
      "hxxps://app.example/connected",
      "https://app.exa\tmple/connected",
      "https://app.example:0443/connected",
      "https://app.example:/connected",
      "https://app.example:99999/connected",
      "",
      "/",
      "https://",
      "https:",
      // Near the custom schemes.
      "octopod://octoeverywhere/",
      "octopod://Octoeverywhere",
      "OCTOPOD://octoeverywhere",
      "octopod:octoeverywhere",
      "octopod:///octoeverywhere",
      "octopod://octoeverywhere?",
      "octopod://octoeverywhere.evil",
      "octopod://a@octoeverywhere",
      "octopod2://octoeverywhere",
      "octopod ://octoeverywhere",
      // Dangerous schemes.
      "javascript:alert(1)",
      "JaVaScRiPt:alert(1)",
      "java\nscript:alert(1)",
      " javascript:alert(1)",
      "\u0001javascript:alert(1)",
      "javascript://octoeverywhere",
      "javascript://localhost/%0aalert(1)",
      "data:text/html,x",
      "DATA:text/html;base64,eA==",
      "file:///etc/passwd",
      "file://localhost/x",
      "blob:http://localhost/1",
      "about:blank",
      "vbscript:x",
      "filesystem:http://localhost/temporary/x",
      "view-source:http://localhost/",
      "intent://localhost/",
      "ftp://localhost/",
      "ws://localhost/",
      "ms-msdt:/id",
      // Near loopback.
      "http://127.1",
      "http://127.0.1",
      "http://2130706433",
      "http://0x7f.1",
      "http://0x7f000001",
      "http://0177.0.0.1",
      "http://127.0.0.01",
      "http://127.0.0.1.",
      "http://127.0.0.2",
      "http://0.0.0.0",
      "http://0",
      "http://[::]",
      "http://[0:0:0:0:0:0:0:1]",
      "http://[::0001]",
      "http://[::ffff:127.0.0.1]",
      "http://[::ffff:7f00:1]",
      "http://[::127.0.0.1]",
      "http://[::1%25eth0]",
      "http://[::1]evil.example",
      "http://[::1",
      "https://127.0.0.1",
      "https://localhost",
      "http://LOCALHOST",
      "http://localhost.",
      "http://localhost.evil.example",
      "http://127.0.0.1.evil.example",
      "http://localhost@evil.example",
      "http://localhost:80@evil.example",
      "http://evil.example@localhost",
      "http://localhost:pass@localhost",
      "http://@localhost",
      "http://evil.localhost",
      "http://localhost%2eevil.example",
      "http://localhost%00.evil.example",
      "http://localhost%40evil.example",
      "http://%6cocalhost",
      "http://\uff4cocalhost",
      "http://\u246027.0.0.1",
      "http://127\u30020\u30020\u30021",
      `http://localhost${BACKSLASH}@evil.example`,
      `http://localhost${BACKSLASH}.evil.example`,
      `http:${BACKSLASH}${BACKSLASH}localhost`,
      "http:localhost",
      "http:/localhost",
      "http:///localhost",
      "http://localhost:",
      "http://localhost:0",
      "http://localhost:00080",
      "http://localhost:65536",
      "http://localhost:8a",
      "http://localhost:-1",
      "http://localhost:+80",
      "http://localhost\t",
      "http://local\thost",
      "http://localhost/a b",
      "http://localhost/a\tb",
      "http://localhost/a\0",
      "http://localhost/../x",
      "http://localhost/%2e%2E/x",
      "http://localhost/#",
      "http://localhost/#success=true",
      "http://localhost/é",
      "http://localhost/%zz",
      "http://localhost/%",
      'http://localhost/"><script>',
      "localhost:3000/back",
      "localhost",
      // Near the LAN.
      "http://8.8.8.8/",
      "http://172.15.0.1/",
      "http://172.32.0.1/",
      "http://192.169.0.1/",
      "http://11.0.0.1/",
      "http://100.64.0.1/",
      "http://169.253.0.1/",
      "http://127.0.0.2/",
      "http://255.255.255.255/",
      "http://224.0.0.1/",
      "http://10.1/",
      "http://0x0a.0.0.1/",
      "http://167772161/",
      "http://012.0.0.1/",
      "http://10.0.0.1.evil.example/",
      "http://10.0.0.1@evil.example/",
      "http://user@10.0.0.1/",
      "https://10.0.0.1/",
      "https://voron.local/",
      "ftp://10.0.0.1/",
      "http://a.local.evil.example/",
      "http://.local/",
      "http://local/",
      "http://a..local/",
      "http://-a.local/",
      "http://a-.local/",
      "http://a.local./",
      "http://A.local/",
      "http://a.LOCAL/",
      "http://*.local/",
      "http://a;script-src.local/",
      "http://a,b.local/",
      "http://a_b.local/",
      "http://a.local%2eevil.example/",
      "http://a.loca\u217c/",
      "http://a.local@evil.example/",
      `http://a.local${BACKSLASH}.evil.example/`,
      "http://evillocal/",
      "http://a.local:x/",
      `http://${"a".repeat(64)}.local/`,
      `http://${"a.".repeat(130)}local/`,
      "http://[::ffff:10.0.0.1]/",
      "http://[::ffff:a00:1]/",
      "http://[2001:4860:4860::8888]/",
      "http://[fec0::1]/",
      "http://[64:ff9b::a00:1]/",
      "http://[FD00::1]/",
      "http://[fd00:0:0:0:0:0:0:1]/",
      "http://[ff02::1]/",
      // The completion page, nearly.
      `${COMPLETE}/`,
      `${COMPLETE}?`,
      `${COMPLETE}?success=true`,
      `${COMPLETE}#`,
      "https://portal.example/appportal/v1/Complete",
      "https://portal.example/appportal/v1/",
      "https://portal.example",
      "http://portal.example/appportal/v1/complete",
      `http://localhost/${"a".repeat(3000)}`,
    ].map((url) => [url.slice(0, 80), url]),
  )("%j is refused with everything registered", (_, url = "") => {
    expect(check(url)).toMatchObject({ ok: false });
  });

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

describe("registering an exact return URL", () => {
  it.each([
    EXACT,
    "octopod://octoeverywhere",
    "canceller://Back",
    "com.example.app:/back",
    "http://localhost:9/x",
    "http://192.168.1.2/x",
    "https://app.example?x=1",
  ])("%s is accepted, and then honoured", (url) => {
    expect(checkExactRegistration(url)).toEqual({ ok: true });
    expect(check(url, [exact(url)])).toMatchObject({ ok: true });
  });

  it.each([
    ["http://app.example/x", "insecure"],
    ["MyApp://x", "scheme_case"],
    ["app.example/x", "malformed"],
    ["app.example:8080/x", "malformed"],
    ["https://App.example/x", "malformed"],
    ["https://app.example/a b", "characters"],
    ["JavaScript:x", "scheme"],
    ["loopback", "malformed"],
    ["", "characters"],
  ])("%j is refused as %s", (url, error) => {
    expect(checkExactRegistration(url)).toEqual({ ok: false, error });
  });
});
