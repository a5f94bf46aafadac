import { createHash, randomBytes } from "node:crypto";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { once } from "node:events";
import { request as requestHttp, type IncomingMessage, type ServerResponse } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { moveClock, seconds } from "@/lib/clock";
import { setUpDatabase } from "@/tests/support/database";
import { isConnectedFrom } from "@/lib/gateway/is-connected-from";
import { liveLinks } from "@/lib/gateway/links/live-links";
import { setUpGateway } from "@/tests/support/gateway";
import { until } from "@/tests/support/plugin";
import { endExchanges, exchangesOf, registerExchange } from "@/lib/connections/open-exchanges";
import { recheckExchanges } from "@/lib/relay/recheck-exchanges";
import { ask, AUTHORIZATION, optionsFor, relayHost, setUpRelay } from "@/tests/support/relay";

const json = (body: Buffer) => JSON.parse(body.toString()) as Record<string, unknown>;
/** Node's own report of requests as they begin: here those that reach the printer's server. */
async function watchPrinter(host: string, act: (answers: ServerResponse[]) => Promise<void>): Promise<void> {
  const answers: ServerResponse[] = [];
  const take = (message: unknown) => {
    const { request, response } = message as { request: IncomingMessage; response: ServerResponse };
    if (request.headers.host === host) answers.push(response);
  };
  subscribe("http.server.request.start", take);
  await act(answers).finally(() => unsubscribe("http.server.request.start", take));
}
const sha256 = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");

describe("a request through the relay", () => {
  setUpDatabase();
  const portal = setUpGateway();
  const relay = setUpRelay(portal);
  afterEach(() => {
    relay.error = undefined;
    Object.assign(relay, { guesses: 1000, sockets: 1000 });
    Object.assign(relay.limits, { maxDownloadFileSizeBytes: 10 ** 9, maxUploadFileSizeBytes: 10 ** 9 });
  });

  it("tells somebody who guesses to wait, and lets the good requests of the same home pass uncounted", async () => {
    const wrong = { headers: { Authorization: "Bearer wrong" } };
    relay.guesses = 2;
    expect((await ask(relay, "/api/version", wrong)).status).toBe(606);
    expect((await ask(relay, "/api/version", { headers: { Host: relayHost(relay, "nobody") } })).status).toBe(603);
    const refused = await ask(relay, "/api/version", wrong);
    expect(refused.status).toBe(600);
    expect(refused.headers["retry-after"]).toBe("42");
    const left = relay.guesses;
    for (let index = 0; index < 5; index++) expect((await ask(relay, "/api/version")).status).toBe(200);
    relay.error = 604;
    expect((await ask(relay, "/api/version")).status).toBe(604);
    relay.error = 605;
    expect((await ask(relay, "/api/version")).status).toBe(605);
    expect(relay.guesses).toBe(left);
  });

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
    });
    for (const name of ["authorization", "apptoken", "x-forwarded-for", "oe-snapshot", "x-hop"])
      expect(seen).not.toHaveProperty(name);
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

  it("shows a webcam's pictures as they come, and stops the printer's when the viewer leaves", async () => {
    await watchPrinter(new URL(relay.printer.origin).host, async (answers) => {
      const request = requestHttp(optionsFor(relay, "/webcam/stream")).end();
      const [response] = (await once(request, "response")) as [IncomingMessage];
      expect(response.headers["content-type"]).toMatch(/^multipart\/x-mixed-replace/);
      let bytes = 0;
      response.on("data", (piece: Buffer) => (bytes += piece.length));
      response.on("error", () => undefined);
      await until("several pictures came", () => bytes > 2000);
      expect(answers.map(({ closed }) => closed)).toEqual([false]);
      request.destroy();
      await until("the printer's answer ended", () => answers[0]?.closed === true);
    });
  });

  it("shows a webcam for no longer than the account may watch at once, and ends the picture cleanly", async () => {
    relay.limits.maxSingleWebcamStreamLengthSeconds = 0.5;
    const reply = await ask(relay, "/webcam/stream");
    relay.limits.maxSingleWebcamStreamLengthSeconds = 3600;
    expect([reply.status, reply.body.includes("PNG")]).toEqual([200, true]);
  });

  it.each([603, 604, 605, 606] as const)("is refused with %d in an envelope", async (status) => {
    relay.error = status;
    const reply = await ask(relay, "/api/version");
    expect(reply.status).toBe(status);
    expect(json(reply.body)).toEqual({ Status: status, Error: expect.any(String), IsUserError: false, Result: {} });
  });

  it("is refused with 606 without credentials, with a page for a browser, never with 401", async () => {
    const reply = await ask(relay, "/", {
      headers: { Authorization: "", Accept: "text/html,application/xhtml+xml,*/*;q=0.8" },
    });
    expect([reply.status, reply.headers["content-type"]]).toEqual([606, "text/html; charset=utf-8"]);
    expect(reply.headers["www-authenticate"]).toBeUndefined();
  });

  it("is cut off within seconds when its connection may not be used any more, whoever ended it", async () => {
    const usable = new Set(["connection-1"]);
    const stop = recheckExchanges(async () => usable, 50);
    const request = requestHttp(optionsFor(relay, "/webcam/stream")).end();
    const [response] = (await once(request, "response")) as [IncomingMessage];
    usable.clear();
    response.resume();
    await new Promise((resolve) => response.once("close", resolve));
    stop();
    expect(response.complete).toBe(false);
  });

  it("ends a webcam when the account's time is used up, answers 609 to the next, and shows it later", async () => {
    relay.webcamMinutes = 0;
    expect((await ask(relay, "/webcam/stream")).status).toBe(200);
    expect((await ask(relay, "/webcam/stream")).status).toBe(609);
    expect((await ask(relay, "/webcam/snapshot")).status).toBe(200);
    relay.webcamMinutes = 1000;
    moveClock(seconds(2));
    const again = requestHttp(optionsFor(relay, "/webcam/stream")).end();
    const [response] = (await once(again, "response")) as [IncomingMessage];
    expect(response.statusCode).toBe(200);
    again.destroy();
    moveClock(0);
  });

  it("answers 610 while the program beside the printer has to be updated", async () => {
    const link = liveLinks().get(relay.publicId);
    if (!link) throw new Error("the printer is not connected");
    liveLinks().set(relay.publicId, { ...link, tooOld: true });
    const reply = await ask(relay, "/api/version");
    liveLinks().set(relay.publicId, link);
    expect(reply.status).toBe(610);
    expect(JSON.parse(reply.body.toString())).toMatchObject({ Status: 610, Error: expect.stringContaining("update") });
  });

  it("is refused with 607 and 608 when it is over the account's limits", async () => {
    Object.assign(relay.limits, { maxDownloadFileSizeBytes: 1000, maxUploadFileSizeBytes: 1000 });
    expect((await ask(relay, "/downloads/files/local/test.gcode?bytes=5000")).status).toBe(607);
    expect((await ask(relay, "/api/files/local", { method: "POST" }, Buffer.alloc(2000))).status).toBe(608);
    expect(
      (
        await ask(
          relay,
          "/api/files/local",
          { method: "POST", headers: { "Transfer-Encoding": "chunked" } },
          Buffer.alloc(2000),
        )
      ).status,
    ).toBe(608);
  });

  it.each([
    "/octoeverywhere-command-api/rekey",
    "/OctoEverywhere-Command-Api/get-connection-info",
    "/x/..%2foctoeverywhere-command-api/send-command",
    "/%6fctoeverywhere-command-api/pause",
    "/octoeverywhere-command-api/proxy/mqtt",
  ])("never reaches the command %s", async (target) => {
    expect((await ask(relay, target, { method: "POST" }, "{}")).status).toBe(400);
  });

  it("is refused with more headers than a printer's connection can carry, which stays", async () => {
    const before = isConnectedFrom(relay.publicId)?.linkId;
    const headers = Object.fromEntries(Array.from({ length: 250 }, (_, i) => [`X-${i}`, "1"]));
    expect((await ask(relay, "/headers", { headers })).status).toBe(400);
    const most = Object.fromEntries(Array.from({ length: 190 }, (_, i) => [`X-${i}`, "1"]));
    expect((await ask(relay, "/headers", { headers: most })).status).toBe(200);
    expect(isConnectedFrom(relay.publicId)?.linkId).toBe(before);
  });

  it("reaches the harmless command ping", async () => {
    expect(json((await ask(relay, "/octoeverywhere-command-api/ping")).body)).toEqual({
      Status: 200,
      Result: { Message: "Pong" },
    });
  });

  it("cannot name another address than the printer's", async () => {
    expect((await ask(relay, "http://127.0.0.1:1/secret")).status).toBe(400);
    expect(json((await ask(relay, "//127.0.0.1:1/secret")).body)).toEqual({ error: "There is nothing here." });
  });

  it("ends at once when its connection is revoked, also with an answer under way", async () => {
    const request = requestHttp(optionsFor(relay, "/webcam/stream")).end();
    const [response] = (await once(request, "response")) as [IncomingMessage];
    response.resume();
    const closed = new Promise((resolve) => response.once("close", resolve));
    response.on("error", () => undefined);
    expect(endExchanges("connection-1")).toBe(1);
    await closed;
    expect(response.complete).toBe(false);
    expect(endExchanges("connection-1")).toBe(0);
    await new Promise((resolve) => setTimeout(resolve, 5));
  });

  it("is refused when its connection is revoked while it is looked at", async () => {
    relay.whileAuthenticating = () => void endExchanges("connection-1");
    expect((await ask(relay, "/api/version")).status).toBe(604);
    relay.whileAuthenticating = () => undefined;
  });

  it("a connection whose answers are not read gets no more of them than so many", async () => {
    const ends = Array.from({ length: 150 }, () => registerExchange("connection-1", () => undefined));
    const refused = await ask(relay, "/api/version");
    expect([refused.status, refused.headers["retry-after"]]).toEqual([600, "5"]);
    for (const end of ends) end();
    expect((await ask(relay, "/api/version")).status).toBe(200);
  });

  it("revoking ends an answer that was sent to its last byte and is not read", async () => {
    const request = requestHttp(optionsFor(relay, "/downloads/files/local/test.gcode?bytes=8000000"));
    request.on("error", () => undefined).end();
    const [response] = (await once(request, "response")) as [IncomingMessage];
    response.pause();
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(exchangesOf("connection-1")).toBe(1);
    response.on("error", () => undefined);
    const cut = new Promise((resolve) => response.once("close", resolve));
    endExchanges("connection-1");
    response.resume();
    await cut;
    expect(response.complete).toBe(false);
  });

  describe("with somebody slow", () => {
    const GIGANTIC = 300_000_000;
    const memory = () => process.memoryUsage().rss;

    it("does not fill memory when the app does not read, and does not hold up others", async () => {
      const before = memory();
      const request = requestHttp(optionsFor(relay, `/downloads/files/local/test.gcode?bytes=${GIGANTIC}`)).end();
      const [response] = (await once(request, "response")) as [IncomingMessage];
      for (let i = 0; i < 20; i++) expect((await ask(relay, "/api/version")).status).toBe(200);
      await new Promise((resolve) => setTimeout(resolve, 300));
      expect(memory() - before).toBeLessThan(100_000_000);
      let bytes = 0;
      for await (const piece of response) bytes += (piece as Buffer).length;
      expect(bytes).toBe(GIGANTIC);
      expect(memory() - before).toBeLessThan(150_000_000);
    });
  });

  describe("with a printer that takes nothing", () => {
    it("keeps the app's upload waiting, and does not fill memory", async () => {
      const before = process.memoryUsage().rss;
      const request = requestHttp(
        optionsFor(relay, "/stuck", { method: "POST", headers: { "Content-Length": "300000000" } }),
      );
      request.on("error", () => undefined);
      const piece = Buffer.alloc(1_000_000);
      let taken = 0;
      for (let i = 0; i < 100; i++) request.write(piece, () => taken++);
      await new Promise((resolve) => setTimeout(resolve, 1000));
      for (let i = 0; i < 5; i++) expect((await ask(relay, "/api/version")).status).toBe(200);
      expect(taken).toBeLessThan(40);
      expect(process.memoryUsage().rss - before).toBeLessThan(200_000_000);
      request.destroy();
    });
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
