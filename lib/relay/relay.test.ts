import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { request as requestHttp, type IncomingMessage } from "node:http";
import { describe, expect, it } from "vitest";
import { exchangesOf } from "@/lib/connections/open-exchanges";
import { isConnectedFrom } from "@/lib/gateway/is-connected-from";
import { liveLinks } from "@/lib/gateway/links/live-links";
import { json, setUpFreshRelay } from "@/lib/relay/test-relay";
import { until } from "@/tests/support/plugin";
import { ask, AUTHORIZATION, optionsFor, relayHost } from "@/tests/support/relay";

const sha256 = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");

describe("a request through the relay", () => {
  const relay = setUpFreshRelay();

  it("reaches the printer and brings its answer back", async () => {
    const reply = await ask(relay, "/api/version");
    expect(reply.status).toBe(200);
    expect(reply.headers["content-type"]).toBe("application/json");
    expect(json(reply.body)).toEqual({ api: "0.1", server: "1.11.3", text: "OctoPrint 1.11.3" });
    expect(json((await ask(relay, "/api/plugin/octoeverywhere")).body)).toMatchObject({ PrinterId: relay.publicId });
  });

  it("keeps method, path and query as they are, and headers that are the printer's business", async () => {
    const reply = await ask(
      relay,
      "/headers?a=1&b=%20x%2f&c",
      { method: "PUT", headers: { "X-Api-Key": "key", "X-Custom": "yes", Accept: "application/json" } },
      "body",
    );
    expect(json(reply.body)).toMatchObject({
      method: "PUT",
      url: "/headers?a=1&b=%20x%2f&c",
      headers: { "x-api-key": "key", "x-custom": "yes", accept: "application/json", "content-length": "4" },
    });
  });

  it("tells the printer its own host, and nothing of the relay's or the portal's secrets", async () => {
    const headers = {
      Cookie: "portal-user=canary; theme=dark; __Host-portal-browser=canary",
      AppToken: "canary",
      "X-Forwarded-For": "10.0.0.1",
      "Oe-Snapshot": "1",
      Origin: `http://${relayHost(relay)}`,
      Connection: "x-hop",
      "X-Hop": "1",
    };
    const seen = json((await ask(relay, "/headers", { headers })).body).headers as Record<string, string>;
    expect(seen).toMatchObject({
      host: new URL(relay.printer.origin).host,
      origin: relay.printer.origin,
      cookie: "theme=dark",
      "x-forwarded-host": relayHost(relay),
      "x-forwarded-proto": "https",
      "accept-encoding": "identity",
      // Who asks is on this machine, which OctoPrint might trust: nobody's address stands for it.
      "x-forwarded-for": "192.0.2.1",
    });
    for (const name of ["authorization", "apptoken", "oe-snapshot", "x-hop"]) expect(seen).not.toHaveProperty(name);
    expect(JSON.stringify(seen)).not.toContain("canary");
    expect(JSON.stringify(seen)).not.toContain(AUTHORIZATION);
  });

  it("always has a cookie, so that a printer's program adds nobody else's", async () => {
    const seen = json((await ask(relay, "/headers")).body).headers as Record<string, string>;
    expect(seen.cookie).toBe("no-cookies=1");
  });

  it("brings cookies back one by one without their domain, and redirects back to the relay", async () => {
    const reply = await ask(relay, "/login");
    expect(reply.status).toBe(302);
    expect(reply.headers.location).toBe(`http://${relayHost(relay)}/?welcome=1`);
    expect(reply.headers["set-cookie"]).toEqual([
      "session=abc; Path=/; HttpOnly",
      "theme=dark; Expires=Wed, 21 Oct 2026 07:28:00 GMT; Path=/",
    ]);
  });

  it("answers HEAD with the length and no body", async () => {
    const reply = await ask(relay, "/api/version", { method: "HEAD" });
    expect([reply.status, reply.body.length]).toEqual([200, 0]);
    expect(Number(reply.headers["content-length"])).toBeGreaterThan(10);
  });

  it("passes the printer's own 404 on", async () => {
    expect(json((await ask(relay, "/nothing")).body)).toEqual({ error: "There is nothing here." });
  });

  it("carries uploads and downloads whole, also without a length", async () => {
    const body = randomBytes(5_000_000);
    const told = await ask(
      relay,
      "/api/files/local",
      { method: "POST", headers: { "Content-Length": String(body.length) } },
      body,
    );
    expect([told.status, json(told.body)]).toEqual([201, { bytes: body.length, sha256: sha256(body) }]);
    const chunked = await ask(
      relay,
      "/api/files/local",
      { method: "POST", headers: { "Transfer-Encoding": "chunked" } },
      body,
    );
    expect(json(chunked.body)).toEqual({ bytes: body.length, sha256: sha256(body) });
    const down = await ask(relay, "/downloads/files/local/test.gcode?bytes=5000000");
    expect([down.body.length, down.headers["content-length"]]).toEqual([5_000_000, "5000000"]);
  });

  it("serves many requests at once", async () => {
    const replies = await Promise.all(Array.from({ length: 60 }, (_, i) => ask(relay, `/headers?i=${i}`)));
    expect(replies.map((reply) => json(reply.body).url)).toEqual(
      Array.from({ length: 60 }, (_, i) => `/headers?i=${i}`),
    );
  });

  // Last: these take the printer away.
  it("answers 601 when the printer's connection breaks before an answer, and cuts off one that has begun", async () => {
    const before = exchangesOf("connection-1"); // an upload that was left, to a printer that takes nothing
    const waiting = ask(relay, "/stuck", { method: "POST" }, "body");
    const request = requestHttp(optionsFor(relay, "/webcam/stream")).end();
    const [response] = (await once(request, "response")) as [IncomingMessage];
    response.resume().on("error", () => undefined);
    const closed = new Promise((resolve) => response.once("close", resolve));
    await until("both are under way", () => exchangesOf("connection-1") === before + 2);
    liveLinks().get(relay.publicId)?.end();
    const reply = await waiting;
    expect([reply.status, json(reply.body).Status]).toEqual([601, 601]);
    await closed;
    expect([response.statusCode, response.complete]).toEqual([200, false]);
    await until("the printer is back", () => isConnectedFrom(relay.publicId) !== undefined);
    await until("it answers", async () => (await ask(relay, "/api/version")).status === 200);
  });

  it("answers 601 when the printer does not answer its connector, and when it is not connected", async () => {
    await relay.printer.close();
    expect((await ask(relay, "/api/version")).status).toBe(601);
    await relay.connector.stop();
    await until("the printer is gone", () => isConnectedFrom(relay.publicId) === undefined);
    const reply = await ask(relay, "/api/version", { headers: { Authorization: AUTHORIZATION } });
    expect([reply.status, json(reply.body).Status]).toEqual([601, 601]);
  });
});
