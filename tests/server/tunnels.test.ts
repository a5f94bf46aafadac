import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { joinDatabase } from "../support/person";
import { until } from "../support/plugin";
import { startTestPortal, type Ask, type TestPortal } from "../support/portal";
import { db } from "@/lib/db/client";

let portal: TestPortal;
beforeAll(async () => void (portal = await startTestPortal()), 120_000);
afterAll(() => portal.stop());

const ask = (target: string, options?: Ask) => portal.ask(target, options);
const MOBILERAKER = "app=mobileraker-ios&success_redirect_url=mobileraker%3A%2F%2Fobico&platform=Klipper&printerId=";
const JOURNEY = "/appportal/v1?appId=mobileraker&returnUrl=mobileraker%3A%2F%2Fobico&answer=tunnel";

const NOT_TAKEN = [
  "",
  "app=",
  "app=spaghetti",
  "app=mobileraker-ios&success_redirect_url=https://evil.example/",
  "app=mobileraker-ios&success_redirect_url=javascript:alert(1)",
  "app=mobileraker-ios&success_redirect_url=mobileraker://obico%0d%0aLocation:%20https://evil.example",
  "app=mobileraker-ios&success_redirect_url=mobileraker://octoeverywhere",
  `app=octopod&x=${"a".repeat(8000)}`,
];

describe("the server, for apps that take a server's address", () => {
  it.each(["/tunnels/new", "/tunnels/new/", "//tunnels/new", "/Tunnels/NEW/"])(
    "leads from %s to the journey with 303, in evaluation mode without any registration",
    async (path) => {
      for (const method of ["GET", "HEAD"]) {
        const { status, headers } = await ask(`${path}?${MOBILERAKER}`, { method });
        expect([status, headers.location, headers["cache-control"]]).toEqual([303, JOURNEY, "no-store"]);
      }
      const welcome = await ask(JOURNEY);
      expect([welcome.status, welcome.body.includes("Mobileraker")]).toEqual([200, true]);
      expect(welcome.headers["content-security-policy"]).toContain("form-action 'self' mobileraker:");
    },
  );

  it.each(NOT_TAKEN.map((query) => [query.slice(0, 80), query] as const))(
    "answers /tunnels/new?%s with a page, and redirects nowhere",
    async (_, query) => {
      const { status, headers, body } = await ask(`/tunnels/new?${query}`);
      expect([status, headers.location]).toEqual([200, undefined]);
      expect(headers["content-security-policy"]).toMatch(/form-action 'self'$/);
      expect(body).toContain('data-step="ended"');
      expect(body).not.toMatch(/(href|src|action)="[^"]*(evil|javascript:|octoeverywhere)/i);
    },
  );

  it.each(["AppAlias", "App", "AppTunnelUrl"])("tells of a fault with its reference, without %s", async (table) => {
    joinDatabase(portal);
    await db().$executeRawUnsafe(`ALTER TABLE "${table}" RENAME TO "${table} broken"`);
    const answer = await ask(`/tunnels/new?${MOBILERAKER}`).finally(() =>
      db().$executeRawUnsafe(`ALTER TABLE "${table} broken" RENAME TO "${table}"`),
    );
    const reference = /Reference ([A-Z2-9]{8})\./.exec(answer.body)?.[1] ?? "none";
    expect([answer.status, answer.headers.location]).toEqual([500, undefined]);
    await until("the log has it", () => portal.output().includes(`"reference":"${reference}"`));
    expect((await ask(`/tunnels/new?${MOBILERAKER}`)).status).toBe(303);
  });

  it("takes nothing by POST there", async () => {
    const origin = `http://localhost:${portal.port}`;
    const post = { method: "POST", headers: { Origin: origin }, body: "" };
    expect((await ask(`/tunnels/new?${MOBILERAKER}`, post)).headers.location).toBeUndefined();
    expect((await ask("/tunnels/other")).status).toBe(404);
  });

  it.each(["/tunnels/succeeded", "/tunnels/succeeded/"])(
    "answers %s with a page that stays and says how it went",
    async (path) => {
      const endpoint = encodeURIComponent("https://acpusercanary:acppasscanary@tun-canarylabel.relay.example");
      const { status, headers, body } = await ask(`${path}?tunnel_endpoint=${endpoint}`);
      expect([status, headers["cache-control"], headers["referrer-policy"]]).toEqual([200, "no-store", "no-referrer"]);
      expect(body).toContain("<h1>Connected</h1>");
      expect(body).not.toContain("canary");
      expect((await ask(`${path}?error=cancelled`)).body).toContain("<h1>Not connected</h1><p>You canceled");
      expect(portal.output()).not.toContain("canary");
    },
  );

  it("answers at tunnels' hosts in their own manner, also where there is none, with no page of ours", async () => {
    const host = `tun-canarylabel.localhost:${portal.port}`;
    for (const target of ["/", "/account", "/_tsd_/tunnelusage/", "/api/appconnection/info", "/_next/static/x"]) {
      const { status, headers, body } = await ask(target, { host });
      expect([status, headers["www-authenticate"]], target).toEqual([
        401,
        expect.stringMatching(/^Basic realm="printer"/),
      ]);
      expect(body).not.toContain('data-step="welcome"');
    }
    const relay = await ask("/", { host: `app-canarylabel.localhost:${portal.port}` });
    expect([relay.status, relay.headers["www-authenticate"]]).toEqual([603, undefined]);
    expect((await ask("/", { host: "tun-canarylabel.elsewhere.example" })).status).toBe(421);
    expect(portal.output()).not.toContain("canarylabel");
  });
});
