import { connect } from "node:net";
import { describe, expect, it } from "vitest";
import WebSocket from "ws";
import { FORM, setUpProduction } from "@/tests/support/production-portal";

describe("the server in production", () => {
  const test = setUpProduction();
  const { ask, post } = test;

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

  it.each(["/%09/", "/%09/[", "/%0a/a:99999999/x", "/%0d%0aX:y", "/[", "/%7f", "/view/%09/[", "/printers/%0a/["])(
    "answers the unreadable target %s with 400 or 404",
    async (target) => {
      for (const method of ["GET", "HEAD"]) expect([400, 404]).toContain((await ask(target, { method })).status);
      expect((await post(target)).status).toBeLessThan(500);
    },
  );

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
      const socket = new WebSocket(`ws://127.0.0.1:${test.portal.port}/octoclientwsv2`, {
        headers: { Host: "portal.example" },
      });
      await new Promise((resolve) => socket.once("open", resolve));
      socket.send(garbage);
      await new Promise((resolve) => socket.once("close", resolve));
    }
    const raw = connect(test.portal.port, "127.0.0.1", () =>
      raw.write(
        "GET /octoclientwsv2 HTTP/1.1\r\nHost: portal.example\r\nUpgrade: websocket\r\n" +
          "Connection: Upgrade\r\nSec-WebSocket-Key: broken\r\n\r\n\0\xff\xfe",
      ),
    );
    await new Promise((resolve) => raw.resume().once("close", resolve));
    const elsewhere = new WebSocket(`ws://127.0.0.1:${test.portal.port}/elsewhere`, {
      headers: { Host: "portal.example" },
    });
    const refused = await new Promise((resolve) =>
      elsewhere.once("unexpected-response", (_, response) => resolve(response.statusCode)),
    );
    expect(refused).toBe(404);
    expect((await ask("/")).status).toBe(200);
  });

  it("keeps the framework's own addresses to itself, and its actions out", async () => {
    for (const target of ["/_global-error", "/_next/image?url=%2Fx&w=64&q=75", "/_next/data/x/index.json", "/_error"])
      expect((await ask(target)).status, target).toBe(404);
    expect((await post("/_next/static/x", { "Next-Action": "abc" })).status).toBeGreaterThanOrEqual(400);
    expect((await ask("/_next/static/x", { method: "POST", body: "x" })).status).toBe(403);
    const withAction = await post("/appportal/v1?appId=shop", { "Next-Action": "0".repeat(42) });
    expect(withAction.status).toBe((await post("/appportal/v1?appId=shop")).status);
  });
});
