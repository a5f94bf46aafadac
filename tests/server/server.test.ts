import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import path from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import WebSocket from "ws";
import {
  freePort,
  launch,
  newDataDir,
  printed,
  startTestPortal,
  type Ask,
  type TestPortal,
} from "@/tests/support/portal";

const FORM = { "Content-Type": "application/x-www-form-urlencoded" };

/** The test database server behind a TCP port that can be closed: a database that goes and comes back. */
async function databaseDoor(): Promise<{ url: string; close(): Promise<void>; open(): Promise<void> }> {
  const name = `server_${randomUUID().replaceAll("-", "")}`;
  const client = new pg.Client({ connectionString: inject("testServerUrl") });
  await client.connect();
  await client.query(`CREATE DATABASE ${name}`).finally(() => client.end());
  const socket = path.join(new URL(inject("testServerUrl")).searchParams.get("host") ?? "", ".s.PGSQL.5432");
  const open = new Set<Socket>();
  const server = createServer((front) => {
    const back = connect(socket);
    for (const [one, other] of [
      [front, back],
      [back, front],
    ] as const) {
      open.add(one);
      one
        .on("error", () => undefined)
        .on("close", () => (open.delete(one), other.destroy()))
        .pipe(other);
    }
  });
  const port = await freePort();
  const listen = () => new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  await listen();
  return {
    url: `postgresql://portal@127.0.0.1:${(server.address() as AddressInfo).port}/${name}`,
    open: listen,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const one of open) one.destroy();
      }),
  };
}

const PRODUCTION = {
  PORTAL_URL: "https://portal.example",
  RELAY_DOMAIN: "relay.example",
  AUTH_SECRET: "a".repeat(40),
  SMTP_URL: "smtp://127.0.0.1:1",
  MAIL_FROM: "Portal <no-reply@portal.example>",
};

describe("the server in production", () => {
  let portal: TestPortal;
  let door: Awaited<ReturnType<typeof databaseDoor>>;
  const ask = (target: string, options: Ask = {}) => portal.ask(target, { host: "portal.example", ...options });
  const post = (target: string, headers: Record<string, string> = {}, body = "") =>
    ask(target, { method: "POST", headers: { Origin: "https://portal.example", ...FORM, ...headers }, body });

  beforeAll(async () => {
    door = await databaseDoor();
    portal = await startTestPortal({ ...PRODUCTION, DATABASE_URL: door.url });
    // Beside the running server, as an operator does it.
    const tsx = path.resolve("node_modules/.bin/tsx");
    await promisify(execFile)(
      tsx,
      [
        "scripts/apps.ts",
        "add",
        "shop",
        "--name",
        "Shop",
        "--verified",
        "--return",
        "exact:https://shop.example/back",
        "--return",
        "exact:shop://back",
      ],
      {
        env: {
          PATH: process.env.PATH,
          NODE_ENV: "production",
          ...PRODUCTION,
          DATABASE_URL: door.url,
          DATA_DIR: portal.dataDir,
        },
      },
    );
  }, 120_000);
  afterAll(async () => {
    await portal?.stop();
    await door?.close();
  });

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
    expect((await ask("/appportal/v1?appId=devtest")).body).toContain("We do not know this app");
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
      "/account/apps/revoke-all",
      "/account/printers/x/rename",
      "/account/printers/x/unlink",
    ]) {
      const answer = await post(target, headers);
      expect(answer.status, target).toBe(403);
      expect(answer.headers["set-cookie"]).toBeUndefined();
    }
  });

  it("keeps the framework's own addresses to itself, and its actions out", async () => {
    for (const target of ["/_global-error", "/_next/image?url=%2Fx&w=64&q=75", "/_next/data/x/index.json", "/_error"])
      expect((await ask(target)).status, target).toBe(404);
    expect((await post("/_next/static/x", { "Next-Action": "abc" })).status).toBeGreaterThanOrEqual(400);
    expect((await ask("/_next/static/x", { method: "POST", body: "x" })).status).toBe(403);
    const withAction = await post("/appportal/v1?appId=shop", { "Next-Action": "0".repeat(42) });
    expect(withAction.status).toBe((await post("/appportal/v1?appId=shop")).status);
  });

  it("answers broken input with a page, never with a fault", async () => {
    for (const target of [
      "/view/%ff",
      "/appportal/v1?appId=shop%00",
      "/appportal/v1?appId=shop&state=%00",
      "/appportal/v1/account?session=%00",
      "/appportal/v1/ended?session=%ff",
    ]) {
      const answer = await ask(target);
      expect(answer.status, target).toBeLessThan(500);
      if (answer.status < 300 || answer.status >= 400) expect(answer.body, target).toMatch(/data-step="ended"/);
      else expect(answer.headers.location, target).toContain("/ended?");
    }
    for (const target of [
      "/appportal/v1/begin?appId=shop&state=%00",
      "/appportal/v1/verify/check?session=%00",
      "/appportal/v1/cancel?session=%00",
    ]) {
      expect((await post(target, {}, "code=%00&email=%00")).status, target).toBe(303);
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

  it("refuses bodies that are too large or without a length", async () => {
    const large = Buffer.alloc(10 * 1024 * 1024, "a");
    const options = { method: "POST", headers: { Origin: "https://portal.example", ...FORM }, body: large };
    for (const target of ["/appportal/v1/begin?appId=shop", "/api/shortcode/create"]) {
      // The connection is closed while the body is still coming, so the answer may be cut off by a reset.
      const status = await ask(target, options).then(
        (answer) => answer.status,
        (error: NodeJS.ErrnoException) => error.code,
      );
      expect([413, "EPIPE", "ECONNRESET"], target).toContain(status);
    }
    expect(
      (
        await ask("/appportal/v1/begin?appId=shop", {
          ...options,
          body: "x",
          chunked: true,
          headers: { ...options.headers, "Transfer-Encoding": "chunked" },
        })
      ).status,
    ).toBe(411);
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

  it("never answers a relay host with a page of the portal", async () => {
    const answer = await ask("/appportal/v1?appId=shop", { host: "app-abc123.relay.example" });
    expect(answer.status).toBe(603);
    expect(answer.headers["content-type"]).toBe("application/json");
  });

  it.each([
    "/appportal/v1//begin",
    "/%2e%2e/etc/passwd",
    "/appportal/v1/..%2f",
    "http://evil.example/",
    "/appportal/v1/%00",
  ])("refuses the target %s", async (target) => {
    expect((await ask(target)).status).toBe(400);
  });

  it("keeps running whatever comes over a WebSocket", async () => {
    for (const garbage of [
      Buffer.alloc(0),
      Buffer.from("garbage"),
      Buffer.alloc(100_000, 7),
      Buffer.from([8, 0, 0, 0, 255, 255, 255, 255, 1, 2, 3, 4]),
    ]) {
      const socket = new WebSocket(`ws://127.0.0.1:${portal.port}/octoclientwsv2`, {
        headers: { Host: "portal.example" },
      });
      await new Promise((resolve) => socket.once("open", resolve));
      socket.send(garbage);
      await new Promise((resolve) => socket.once("close", resolve));
    }
    const raw = connect(portal.port, "127.0.0.1", () =>
      raw.write(
        "GET /octoclientwsv2 HTTP/1.1\r\nHost: portal.example\r\nUpgrade: websocket\r\n" +
          "Connection: Upgrade\r\nSec-WebSocket-Key: broken\r\n\r\n\0\xff\xfe",
      ),
    );
    await new Promise((resolve) => raw.resume().once("close", resolve));
    const elsewhere = new WebSocket(`ws://127.0.0.1:${portal.port}/elsewhere`, { headers: { Host: "portal.example" } });
    const refused = await new Promise((resolve) =>
      elsewhere.once("unexpected-response", (_, response) => resolve(response.statusCode)),
    );
    expect(refused).toBe(404);
    expect((await ask("/")).status).toBe(200);
  });

  it("says so when the database is gone, on pages and to apps, and recovers by itself", async () => {
    await door.close();
    const page = await ask("/appportal/v1?appId=shop");
    expect(page.status).toBe(503);
    expect(page.body).toMatch(/data-step="ended"/);
    expect(page.body).toContain("Nothing is lost");
    const api = await ask("/api/appconnection/info", { headers: { AppToken: "x" } });
    expect([api.status, (JSON.parse(api.body) as { IsUserError: boolean }).IsUserError]).toEqual([600, false]);
    await door.open();
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
    expect(portal.output()).toContain('"path":"/api/appconnection/info"');
    expect(portal.output()).not.toContain("canary");
  });
});

describe("starting", () => {
  it("is refused in production with one sentence per missing setting", async () => {
    const { child, output } = launch(["dist/server.mjs"], {
      PORTAL_URL: "https://portal.example",
      DATA_DIR: newDataDir(),
    });
    const code = await new Promise((resolve) => child.once("exit", resolve));
    expect(code).toBe(1);
    expect(output().trim().split("\n")).toEqual(
      ["RELAY_DOMAIN", "DATABASE_URL", "AUTH_SECRET", "SMTP_URL", "MAIL_FROM"].map((name) =>
        expect.stringMatching(new RegExp(`^${name} is missing: .+\\.$`)),
      ),
    );
  });

  it("says which port is in use, and leaves no database behind", async () => {
    const holder = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => holder.once("listening", resolve));
    const dataDir = newDataDir();
    const { child, output } = launch(["dist/server.mjs"], {
      PORT: String((holder.address() as AddressInfo).port),
      DATA_DIR: dataDir,
    });
    expect(await new Promise((resolve) => child.once("exit", resolve))).toBe(1);
    expect(output()).toMatch(/PORT \d+ is in use/);
    expect(existsSync(path.join(dataDir, "postgres", "postmaster.pid"))).toBe(false);
    holder.close();
  });

  it("by npm start needs nothing, listens on loopback of both families, and Ctrl-C ends all of it", async () => {
    const port = await freePort();
    const dataDir = newDataDir();
    const started = launch(["scripts/start.mjs"], { PORT: String(port), DATA_DIR: dataDir }, { detached: true });
    await printed(started, "The portal is ready");
    expect(started.output()).toContain(`http://localhost:${port}/appportal/v1?appId=devtest`);
    for (const host of [`localhost:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`]) {
      const answer = await fetch(`http://${host}/appportal/v1?appId=devtest`);
      expect(answer.status, host).toBe(200);
    }
    const databaseMark = path.join(dataDir, "postgres", "postmaster.pid");
    expect(existsSync(databaseMark)).toBe(true);
    // What a terminal does: the signal goes to the whole group.
    process.kill(-(started.child.pid ?? 0), "SIGINT");
    expect(await new Promise((resolve) => started.child.once("exit", resolve))).toBe(0);
    await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow();
    expect(existsSync(databaseMark)).toBe(false);
  });
});
