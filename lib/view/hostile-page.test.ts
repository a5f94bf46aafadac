import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { overrideEnv } from "@/lib/env";
import { setUpDoor } from "@/lib/view/test-door";
import { viewCookie, viewTokens } from "@/lib/view/view-cookie";
import { setUpDatabase } from "@/tests/support/database";
import { setUpGateway } from "@/tests/support/gateway";
import { setUpRelay } from "@/tests/support/relay";

/** What a printer that means harm says of itself. */
const EVIL: [string, string][] = [
  ["Set-Cookie", "wide=1; Domain=localhost; Path=/"],
  ["Set-Cookie", "portal-view=planted; Path=/api"],
  ["Set-Cookie", "__Host-portal-view=planted; Secure; Path=/"],
  ["Set-Cookie", "=portal-view=planted"],
  ["Set-Cookie", "portal-user=planted"],
  ["Set-Cookie", "session_P80=own; HttpOnly"],
  ["Service-Worker-Allowed", "/"],
  ["Clear-Site-Data", '"*"'],
  ["Strict-Transport-Security", "max-age=1; includeSubDomains"],
  ["Access-Control-Allow-Origin", "https://evil.example"],
  ["Access-Control-Allow-Credentials", "true"],
  ["Timing-Allow-Origin", "*"],
  ["Referrer-Policy", "unsafe-url"],
  ["Cross-Origin-Resource-Policy", "cross-origin"],
  ["Cache-Control", "public, s-maxage=100, max-age=10"],
  ["Content-Security-Policy", "frame-ancestors *"],
];

describe("a printer's page that means harm", () => {
  setUpDatabase();
  let kind = "application/json";
  const server = createServer((request, response) => {
    response.writeHead(200, [...EVIL.flat(), ...(kind ? ["Content-Type", kind] : [])]);
    response.end(JSON.stringify(request.headers));
  });
  beforeAll(async () => new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve)));
  afterAll(() => void server.close());
  const origin = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const door = setUpDoor(setUpRelay(setUpGateway(), { origin }));

  const get = async (headers: Record<string, string> = {}) => {
    const { label, cookie } = await door.comeIn();
    return door.ask(label, "/x", {
      headers: { ...headers, Cookie: [cookie, headers.Cookie].filter(Boolean).join("; ") },
    });
  };

  it("sets cookies of its own, for its own host, and none of ours", async () => {
    expect((await get()).headers["set-cookie"]).toEqual(["wide=1; Path=/", expect.stringMatching(/^session_P80=own/)]);
  });

  it("says nothing about the whole host or its site, and nobody else may read, frame or keep it", async () => {
    const { status, headers } = await get();
    expect(status).toBe(200);
    const gone = ["service-worker-allowed", "clear-site-data", "strict-transport-security", "timing-allow-origin"];
    for (const name of [...gone, "access-control-allow-origin", "access-control-allow-credentials"])
      expect([name, headers[name]]).toEqual([name, undefined]);
    expect(headers).toMatchObject({
      "referrer-policy": "same-origin",
      "cross-origin-resource-policy": "same-origin",
      "cross-origin-opener-policy": "same-origin-allow-popups",
      "cache-control": "private, no-store",
      "content-security-policy": "frame-ancestors *, frame-ancestors 'self'",
    });
  });

  it("stays in no browser after the visit; only its parts may be kept, and go with the sign-in", async () => {
    for (const [type, caching] of [
      ["text/html", "private, no-store"],
      ["", "private, no-store"],
      ["image/svg+xml", "private, no-store"],
      ["text/css; charset=utf-8", "private, max-age=10"],
      ["application/javascript", "private, max-age=10"],
      ["image/png", "private, max-age=10"],
    ]) {
      kind = type ?? "";
      expect([type, (await get()).headers["cache-control"]]).toEqual([type, caching]);
    }
    kind = "application/json";
    const { label } = await door.comeIn();
    expect((await door.ask(label, "/")).headers["clear-site-data"]).toBe('"cache", "storage"');
  });

  it("is not told our cookie, and gets the printer's own sign-in as it is", async () => {
    const { body } = await get({ Cookie: "session_P80=own; portal-user=x", Authorization: "Basic cHJpbnRlcjpvd24=" });
    const told = JSON.parse(body) as Record<string, string>;
    expect(told.cookie).toMatch(/session_P\d+=own/);
    expect(JSON.stringify(told)).not.toContain("portal-");
    expect(told.authorization).toBe("Basic cHJpbnRlcjpvd24=");
  });

  it.each<[string, string, Record<string, string>]>([
    ["a service worker", "GET", { "Service-Worker": "script" }],
    ["a sibling page's script", "GET", { "sec-fetch-site": "same-site", "sec-fetch-dest": "script" }],
    ["a foreign site's form", "POST", { Origin: "https://evil.example" }],
    ["a sibling page's fetch", "POST", { Origin: "http://view-other.localhost:1" }],
    ["a post that does not say from where", "POST", {}],
  ])("%s does not come through, with the cookie", async (_, method, headers) => {
    const { label, cookie } = await door.comeIn();
    const { status, headers: said } = await door.ask(label, "/sw.js", {
      method,
      headers: { Cookie: cookie, ...headers },
    });
    expect([status, said["set-cookie"]]).toEqual([403, undefined]);
  });

  it("the cookie of one printer's page opens no other one's", async () => {
    const { cookie } = await door.comeIn();
    expect((await door.ask("other", "/", { headers: { Cookie: cookie } })).status).toBe(403);
  });

  it("on https the cookie is bound to the very host", () => {
    overrideEnv({ portalUrl: "https://portal.example" });
    const cookie = viewCookie("t".repeat(43));
    const tokens = viewTokens({ headers: { cookie: `portal-view=${"x".repeat(43)}; ${cookie.split(";")[0]}` } });
    overrideEnv({ portalUrl: `http://localhost:${door.port}` });
    expect(cookie).toBe(`__Host-portal-view=${"t".repeat(43)}; Path=/; HttpOnly; SameSite=Lax; Secure`);
    expect(tokens).toEqual(["t".repeat(43)]);
  });
});
