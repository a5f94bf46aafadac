import { describe, expect, it } from "vitest";
import { handshakeHeaders, requestHeaders } from "@/lib/relay/request-headers";
import { preflightAnswer, responseHeaders, splitCookies, withoutDomain } from "@/lib/relay/response-headers";

const context = {
  publicOrigin: "http://app-x.relay.example:3000",
  origins: [new URL("http://192.168.1.5:5000")],
  asker: undefined as string | undefined,
  isPreflight: false,
  joinedCookies: true,
};
const SIZE = { size: -1, status: 200 };

describe("headers on the way to a printer", () => {
  it("are the app's own, without the relay's and without those of one hop", () => {
    const raw = [
      "Host",
      "app-x.relay.example",
      "Authorization",
      "Basic eA==",
      "X-Api-Key",
      "k",
      "Connection",
      "keep-alive, X-Hop",
      "X-Hop",
      "1",
      "TE",
      "trailers",
      "Transfer-Encoding",
      "chunked",
      "Content-Type",
      "text/plain",
    ];
    expect(requestHeaders(raw)).toEqual([
      ["X-Api-Key", "k"],
      ["Content-Type", "text/plain"],
    ]);
  });

  it("say nothing that a printer would take for a trusted proxy's word", () => {
    expect(
      requestHeaders([
        "X-Forwarded-For",
        "10.0.0.1",
        "x-forwarded-user",
        "admin",
        "Forwarded",
        "for=10.0.0.1",
        "X-Real-IP",
        "10.0.0.1",
        "OE-Snapshot",
        "1",
      ]),
    ).toEqual([]);
  });

  it.each([
    "X_Forwarded_For",
    "x-forwarded_user",
    "REMOTE_USER",
    "Remote-User",
    "Remote-Groups",
    "X-Remote-User",
    "X_Remote_User",
    "X-Script-Name",
    "X-Original-URL",
    "X-Rewrite-URL",
    "X-Authenticated-User",
    "X-WebAuth-User",
    "X-Auth-Request-User",
    "X-Authentik-Username",
    "X-Real_IP",
    "X-Cluster-Client-IP",
    "True-Client-IP",
    "CF-Connecting-IP",
    "Oe_Snapshot",
    "Content_Length",
    "X-Url-Scheme",
  ])("never name what only a proxy may say, in any spelling: %s", (name) => {
    expect(requestHeaders([name, "admin", "X-Api-Key", "k", "X_Api_Key", "k", "X-Auth-Token", "t"])).toEqual([
      ["X-Api-Key", "k"],
      ["X_Api_Key", "k"],
      ["X-Auth-Token", "t"],
    ]);
  });

  it("join repeated ones, cookies with semicolons", () => {
    expect(requestHeaders(["Accept", "a/b", "accept", "c/d", "Cookie", "a=1", "Cookie", "b=2"])).toEqual([
      ["Accept", "a/b, c/d"],
      ["Cookie", "a=1; b=2"],
    ]);
  });

  it("hold no cookie of the portal", () => {
    expect(requestHeaders(["Cookie", "portal-user=s; a=1; __Host-portal-browser=s; next-auth.csrf-token=s"])).toEqual([
      ["Cookie", "a=1"],
    ]);
    expect(requestHeaders(["Cookie", "portal-user=s"])).toEqual([]);
  });

  it("of a WebSocket are key, cookie and protocols without blanks only", () => {
    expect(
      handshakeHeaders([
        "Sec-WebSocket-Protocol",
        "a, b",
        "Sec-WebSocket-Key",
        "x",
        "X-Api-Key",
        "k",
        "Origin",
        "http://x",
        "Cookie",
        "a=1",
      ]),
    ).toEqual([
      ["Sec-WebSocket-Protocol", "a,b"],
      ["X-Api-Key", "k"],
      ["Cookie", "a=1"],
    ]);
  });
});

describe("headers on the way back", () => {
  it("split cookies that a plugin joined, also with dates in them", () => {
    expect(splitCookies("a=1; Path=/, b=2; Expires=Wed, 21 Oct 2026 07:28:00 GMT; Path=/, c=3")).toEqual([
      "a=1; Path=/",
      "b=2; Expires=Wed, 21 Oct 2026 07:28:00 GMT; Path=/",
      "c=3",
    ]);
  });

  it("drop the domain of cookies in any spelling, and nothing else", () => {
    expect(withoutDomain("a=domain; domain=.relay.example; Path=/;DOMAIN = x; Secure")).toBe(
      "a=domain; Path=/; Secure",
    );
  });

  it("leave out what cannot be a header, and what speaks of one hop", () => {
    const headers = [
      ["X-Good", "yes"],
      ["X-Bad", "a\r\nSet-Cookie: x=1"],
      ["Bad Name", "x"],
      ["X-Wide", "\u2603"],
      ["Connection", "close, X-Hop"],
      ["X-Hop", "1"],
      ["Transfer-Encoding", "chunked"],
      ["Content-Length", "999"],
      ["x-og-location", "http://printer"],
    ] as const;
    expect(responseHeaders(headers, context, { size: 5, status: 200 })).toEqual([
      "X-Good",
      "yes",
      "Content-Length",
      "5",
    ]);
  });

  it("say nothing to browsers about the relay's host or its site, in any spelling", () => {
    const names = [
      "Clear-Site-Data",
      "CLEAR-SITE-DATA",
      "Strict-Transport-Security",
      "Public-Key-Pins",
      "Expect-CT",
      "Alt-Svc",
      "NEL",
      "Report-To",
      "Reporting-Endpoints",
      "Service-Worker-Allowed",
      "Set-Login",
      "Set-Cookie2",
    ];
    const pairs = [...names, "Permissions-Policy"].map((name): [string, string] => [name, "x"]);
    expect(responseHeaders(pairs, context, SIZE)).toEqual(["Permissions-Policy", "x"]);
  });

  it("tell a proxy before the portal nothing", () => {
    const names = ["X-Accel-Redirect", "x-accel-buffering", "X-Sendfile", "X-LIGHTTPD-send-file", "X-Reproxy-URL"];
    const pairs = [...names, "X-Accelerated"].map((name): [string, string] => [name, "x"]);
    expect(responseHeaders(pairs, context, SIZE)).toEqual(["X-Accelerated", "x"]);
  });

  it("lead redirects to the printer through the relay, and leave others alone", () => {
    const locate = (location: string) => responseHeaders([["Location", location]], context, SIZE)[1];
    expect(locate("https://app-x.relay.example/login?a=b")).toBe("http://app-x.relay.example:3000/login?a=b");
    expect(locate("/login")).toBe("/login");
    expect(locate("https://elsewhere.example/")).toBe("https://elsewhere.example/");
    expect(locate("https://app-x.relay.example.evil.example/")).toBe("https://app-x.relay.example.evil.example/");
  });

  describe("that say who may read them", () => {
    const asked = { ...context, asker: "https://app.example" };
    const answered = (pairs: [string, string][], to: typeof context = asked) => responseHeaders(pairs, to, SIZE);
    const ALLOW = "Access-Control-Allow-Origin";

    it.each([
      ["as we know it", "http://192.168.1.5:5000"],
      ["as it calls itself", "http://localhost:5000"],
      ["as our connector writes it", "https://app-x.relay.example"],
    ])("name the page that asks where the printer names itself, %s", (_, itself) => {
      expect(answered([[ALLOW, itself]])).toEqual([ALLOW, "https://app.example", "Vary", "Origin"]);
    });

    it("never do so together with what browsers send by themselves", () => {
      const both: [string, string][] = [
        [ALLOW, "http://192.168.1.5:5000"],
        ["access-control-allow-credentials", "true"],
      ];
      expect(answered(both)).toEqual([ALLOW, "https://app.example", "Vary", "Origin"]);
    });

    it.each(["*", "null", "https://other.example", "http://192.168.1.5:7125", "http://192.168.1.6:5000"])(
      "are as they are where it names another: %s",
      (other) => {
        const pairs: [string, string][] = [
          [ALLOW, other],
          ["Access-Control-Allow-Credentials", "true"],
        ];
        expect(answered(pairs)).toEqual(pairs.flat());
      },
    );

    it("do not tell the printer's address where nobody asks, or something that is no origin", () => {
      for (const asker of [undefined, "", "a b", "x".repeat(400), "a\u00e9"])
        expect(answered([[ALLOW, "http://192.168.1.5:5000"]], { ...context, asker })).toEqual([]);
    });

    it("are all there is of the answer to a preflight", () => {
      const pairs: [string, string][] = [
        [ALLOW, "http://192.168.1.5:5000"],
        ["Access-Control-Allow-Headers", "x-api-key"],
        ["Set-Cookie", "a=1"],
        ["Location", "/x"],
        ["Content-Length", "12"],
      ];
      expect(preflightAnswer(pairs, asked, 200)).toEqual([
        "Access-Control-Allow-Headers",
        "x-api-key",
        ALLOW,
        "https://app.example",
        "Vary",
        "Origin",
        "Content-Length",
        "0",
      ]);
    });
  });
});
