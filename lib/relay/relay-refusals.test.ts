import { describe, expect, it } from "vitest";
import { isConnectedFrom } from "@/lib/gateway/is-connected-from";
import { liveLinks } from "@/lib/gateway/links/live-links";
import { json, setUpFreshRelay } from "@/lib/relay/test-relay";
import { ask, relayHost } from "@/tests/support/relay";

describe("a request through the relay", () => {
  const relay = setUpFreshRelay();

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
});
