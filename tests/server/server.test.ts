import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { setUpProduction } from "@/tests/support/production-portal";

describe("the server in production", () => {
  const test = setUpProduction();
  const { ask, post } = test;

  it("has no outbox, no sandbox and no app for tests", async () => {
    for (const target of [
      "/dev/mail",
      "/dev/mail.json",
      "/DEV/mail.json",
      "/dev/checkout",
      "/dev/checkout?back=/&signature=x",
    ])
      expect((await ask(target)).status, target).toBe(404);
    expect((await post("/dev/checkout/pay")).status).toBe(404);
    expect((await ask("/appportal/v1?appId=devtest")).body).toContain("We don’t recognize this app");
  });

  it.each(["localhost", "127.0.0.1", "evil.example", "portal.example.evil.example", "relay.example"])(
    "does not answer under the name %s",
    async (host) => {
      expect((await ask("/appportal/v1?appId=shop", { host })).status).toBe(421);
    },
  );

  it("believes no forwarded header of a stranger", async () => {
    const answer = await ask("/appportal/v1?appId=shop", {
      host: "evil.example",
      headers: { "X-Forwarded-Host": "portal.example", Forwarded: "host=portal.example" },
    });
    expect(answer.status).toBe(421);
  });

  it("takes the start URL in any case, with and without a slash at the end", async () => {
    for (const target of ["/appportal/v1?appId=shop", "/appportal/v1/?appid=shop", "/AppPortal/V1/?APPID=shop"]) {
      const answer = await ask(target);
      expect(answer.status).toBe(200);
      expect(answer.body).toMatch(/<main data-step="welcome"/);
    }
  });

  it("sends every page with the headers of the bar", async () => {
    const { headers } = await ask("/appportal/v1?appId=shop&returnUrl=shop://back");
    const policy = headers["content-security-policy"] ?? "";
    for (const part of ["frame-ancestors 'none'", "object-src 'none'", "base-uri 'none'", "form-action 'self' shop:"])
      expect(policy).toContain(part);
    expect(policy).toMatch(/script-src 'nonce-[\w-]+' 'strict-dynamic'(;|$)/);
    expect(policy).not.toContain("unsafe-eval");
    expect(headers["cache-control"]).toContain("no-store");
    expect(headers["referrer-policy"]).toBe("same-origin");
    expect(headers["strict-transport-security"]).toMatch(/max-age=\d{8}/);
    expect(headers["x-powered-by"]).toBeUndefined();
    for (const target of ["/", "/code", "/getstarted", "/account/sign-in", "/appportal/v1?appId=nobody", "/nowhere"]) {
      const other = (await ask(target)).headers;
      expect(other["content-security-policy"], target).toMatch(
        /script-src 'nonce-[\w-]+' 'strict-dynamic'.*frame-ancestors 'none'/,
      );
      expect(other["cache-control"], target).toContain("no-store");
      expect(other["referrer-policy"], target).toBe("same-origin");
    }
    const complete = await ask("/appportal/v1/complete?success=true&appApiToken=canary-in-query");
    expect(complete.headers["referrer-policy"]).toBe("no-referrer");
    expect(complete.headers["cache-control"]).toContain("no-store");
    expect(complete.body).not.toContain("canary-in-query");
  });

  it("sets cookies that only this host can set and no script can read, and redirects with 303", async () => {
    const begun = await post("/appportal/v1/begin?appId=shop&returnUrl=https%3A%2F%2Fshop.example%2Fback");
    expect(begun.status).toBe(303);
    expect(begun.headers.location).toMatch(/^\/appportal\/v1\/account\?session=[A-Za-z0-9]{32}$/);
    const cookies = begun.headers["set-cookie"] ?? [];
    expect(cookies).toHaveLength(1);
    expect(cookies[0]).toMatch(/^__Host-portal-browser=[A-Za-z0-9]{43}; Path=\/; .*Secure; HttpOnly; SameSite=lax$/i);
  });

  it.each<[string, Record<string, string>]>([
    ["none", { Origin: "" }],
    ["null", { Origin: "null" }],
    ["a stranger's", { Origin: "https://evil.example" }],
    ["a printer page's", { Origin: "https://app-abc.relay.example" }],
    ["a sibling host's", { Origin: "https://other.portal.example" }],
    ["another scheme", { Origin: "http://portal.example" }],
  ])("refuses a post whose origin is %s, and sets nothing", async (_, headers) => {
    for (const target of [
      "/appportal/v1/begin?appId=shop",
      "/appportal/v1/cancel?appId=shop",
      "/appportal/v1/authorize/grant?session=x",
      "/getstarted/begin",
      "/view/x/revoke",
      "/account/apps/x/revoke",
      "/account/revoke-app",
      "/account/printers/x/rename",
      "/account/printers/x/unlink",
    ]) {
      const answer = await post(target, headers);
      expect(answer.status, target).toBe(403);
      expect(answer.headers["set-cookie"]).toBeUndefined();
    }
  });

  it("tells other sites nothing: no CORS, no preflight", async () => {
    for (const target of ["/appportal/v1?appId=shop", "/api/appconnection/info", "/appportal/v1/begin"]) {
      const preflight = await ask(target, {
        method: "OPTIONS",
        headers: { Origin: "https://evil.example", "Access-Control-Request-Method": "POST" },
      });
      expect(preflight.status).toBe(405);
      expect(Object.keys(preflight.headers).filter((name) => name.startsWith("access-control"))).toEqual([]);
    }
  });

  it("answers App APIs with the contract's own codes, on relay hosts too", async () => {
    for (const host of ["portal.example", "app-abc123.relay.example"]) {
      const none = await ask("/api/appconnection/info", { host });
      expect([none.status, none.headers["content-type"], JSON.parse(none.body)]).toEqual([
        400,
        "application/json",
        { Status: 400, Error: expect.stringMatching(/.+/), IsUserError: true, Result: {} },
      ]);
      expect((await ask("/API/AppConnection/Info/", { host, headers: { AppToken: "nobody" } })).status).toBe(603);
      expect(
        (await ask("/api/gadget/GetStatusFromAppConnection", { host, method: "POST", body: '{"AppToken":"nobody"}' }))
          .status,
      ).toBe(603);
    }
    expect((await ask("/api/gadget/GetStatusFromAppConnection")).status).toBe(405);
    expect((await ask("/api/nothing")).status).toBe(404);
  });

  it("says which version runs, on its own host alone", async () => {
    const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
    expect(JSON.parse((await ask("/api/version")).body)).toEqual({ version });
    expect((await ask("/api/version", { host: "app-abc123.relay.example" })).status).toBe(603);
  });

  it("never answers a relay host with a page of the portal", async () => {
    const answer = await ask("/appportal/v1?appId=shop", { host: "app-abc123.relay.example" });
    expect(answer.status).toBe(603);
    expect(answer.headers["content-type"]).toBe("application/json");
  });

  it("says so when the database is gone, on pages and to apps, and recovers by itself", async () => {
    await test.door.close();
    const page = await ask("/appportal/v1?appId=shop");
    expect(page.status).toBe(503);
    expect(page.body).toMatch(/data-step="ended"/);
    expect(page.body).toContain("Nothing is lost");
    const api = await ask("/api/appconnection/info", { headers: { AppToken: "x" } });
    expect([api.status, (JSON.parse(api.body) as { IsUserError: boolean }).IsUserError]).toEqual([600, false]);
    await test.door.open();
    let status = 0;
    for (let tries = 0; tries < 100 && status !== 200; tries++) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      ({ status } = await ask("/appportal/v1?appId=shop"));
    }
    expect(status).toBe(200);
  });

  it("logs no query, no host of a relay and no cookie", async () => {
    await ask("/appportal/v1?appId=shop&state=canary-state", {
      headers: { Cookie: "__Host-portal-user=canary-cookie" },
    });
    await ask("/api/appconnection/info?x=canary-query", {
      host: "app-canarylabel.relay.example",
      headers: { AppToken: "canary-token" },
    });
    expect(test.portal.output()).toContain('"path":"/api/appconnection/info"');
    expect(test.portal.output()).not.toContain("canary");
  });
});
