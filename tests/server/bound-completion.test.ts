import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { db } from "@/lib/db/client";
import { logged, newVerifier, setUpAppPortal } from "@/tests/support/app-portal";

const START = "/appportal/v1";
const SECRETS = ["appApiToken", "url", "authBasicHttpUser", "authBasicHttpPassword", "authBearerToken", "id"];

describe("a completion that is bound to its app", () => {
  const app = setUpAppPortal();
  const { verifier, challenge } = newVerifier();
  const bound = { code_challenge: challenge, code_challenge_method: "S256", state: "a b" };

  it("carries a code and nothing secret, and the code gives a connection that works", async () => {
    const values = await app.connect(bound);
    expect(values).toEqual({ success: "true", code: expect.any(String), printername: "Voron", state: "a b" });
    const { code = "" } = values;
    const answer = await app.call("token", { code, code_verifier: verifier, appId: "devtest" });
    const { Result } = JSON.parse(answer.body) as { Result: Record<string, string> };
    expect([answer.status, answer.headers["cache-control"]]).toEqual([200, "no-store"]);
    for (const name of SECRETS) expect(Result[name], name).toMatch(/.{20,}/);
    const { host } = new URL(Result.url ?? "");
    const Authorization = `Bearer ${Result.authBearerToken}`;
    const version = await app.portal.ask("/api/version", { host, headers: { Authorization } });
    expect([version.status, version.body]).toEqual([200, expect.stringContaining("OctoPrint")]);
    await logged(app, "/api/appconnection/token");
    for (const secret of [code, verifier, Result.appApiToken ?? "", challenge])
      expect(app.portal.output()).not.toContain(secret);
  });

  it("is listed on our own completion page for apps in development alone, which holds no value itself", async () => {
    const complete = async () => {
      const { code = "" } = await app.connect(bound);
      const { body } = await app.browser.get(`${START}/complete?success=true&code=${code}&printername=Voron`);
      expect(body).not.toContain(code);
      return body.includes('id="developer"');
    };
    expect(await complete()).toBe(true);
    await db().app.update({ where: { id: "devtest" }, data: { development: false } });
    const listed = await complete().finally(() =>
      db().app.update({ where: { id: "devtest" }, data: { development: true } }),
    );
    expect(listed).toBe(false);
  });

  it("a page of any origin may redeem its code, without cookies", async () => {
    const headers = { Origin: "https://app.example", "Access-Control-Request-Method": "POST" };
    const asked = await app.portal.ask("/api/appconnection/token", { method: "OPTIONS", headers });
    expect([asked.status, asked.headers["access-control-allow-origin"]]).toEqual([200, "*"]);
    expect(asked.headers["access-control-allow-headers"]).toBe("Content-Type");
    for (const body of [{}, { code: "x", code_verifier: verifier, appId: "devtest" }]) {
      const answer = await app.call("token", body, { Origin: "https://app.example" });
      expect([answer.status, answer.headers["access-control-allow-origin"]]).toEqual([400, "*"]);
      expect(answer.headers["access-control-allow-credentials"]).toBeUndefined();
    }
  });

  it("is redeemed at the portal's host alone, and by POST", async () => {
    expect((await app.portal.ask("/api/appconnection/token")).status).toBe(405);
    const host = `app-nobody.localhost:${app.portal.port}`;
    expect((await app.portal.ask("/api/appconnection/token", { host, method: "POST" })).status).toBe(603);
  });

  it.each([
    ["plain", { code_challenge: verifier, code_challenge_method: "plain" }],
    ["no method", { code_challenge: challenge }],
    ["no challenge", { code_challenge_method: "S256" }],
    ["a malformed challenge", { code_challenge: `${challenge}=`, code_challenge_method: "S256" }],
  ])("begins nothing with %s", async (_, query) => {
    const start = `${START}?${new URLSearchParams({ appId: "devtest", ...query })}`;
    const page = await app.browser.get(start);
    expect([page.status, page.body.includes("This link is broken")]).toEqual([200, true]);
    const before = await db().journey.count();
    for (const act of ["begin", "cancel"])
      expect((await app.browser.post(start.replace("?", `/${act}?`))).location).toContain(START);
    expect(await db().journey.count()).toBe(before);
  });

  it("is demanded of an app that is registered so: nothing else begins, and a challenge does", async () => {
    const tsx = path.resolve("node_modules/.bin/tsx");
    const add = ["scripts/apps.ts", "add", "careful", "--name", "Careful", "--pkce", "--return", "loopback", "--json"];
    const env = { PATH: process.env.PATH, NODE_ENV: "production" as const, DATA_DIR: app.portal.dataDir };
    const { stdout } = await promisify(execFile)(tsx, add, { env });
    expect(JSON.parse(stdout)).toMatchObject({ needsPkce: true });
    for (const other of ["", "&answer=tunnel"]) {
      const page = await app.browser.get(`${START}?appId=careful${other}`);
      expect(page.body).toContain("has to protect what it’s given");
    }
    const values = await app.connect({ ...bound, appId: "careful" });
    const { code = "" } = values;
    const redeem = (appId: string) => app.call("token", { code, code_verifier: verifier, appId });
    expect((await redeem("devtest")).status).toBe(400);
    expect((await redeem("careful")).status).toBe(200);
  });

  it("ends a journey that began unbound before that, and begins anew with the same challenge", async () => {
    const begin = async (query: object) => {
      const page = await app.browser.post(`${START}/begin?${new URLSearchParams({ appId: "devtest", ...query })}`);
      return new URL(page.location ?? "").searchParams.get("session") ?? "";
    };
    const [unbound, isBound] = [await begin({}), await begin(bound)];
    await db().app.update({ where: { id: "devtest" }, data: { needsPkce: true } });
    try {
      const ended = await app.browser.follow(await app.browser.get(`${START}/authorize?session=${unbound}`));
      expect(ended.body).toContain("has to protect what it’s given");
      expect((await app.browser.get(`${START}/authorize?session=${isBound}`)).status).toBe(200);
    } finally {
      await db().app.update({ where: { id: "devtest" }, data: { needsPkce: false } });
    }
    app.browser.cookies.delete("portal-browser");
    const foreign = await app.browser.get(`${START}/ended?session=${isBound}`);
    expect(foreign.body).toContain(`code_challenge=${challenge}`);
  });
});
