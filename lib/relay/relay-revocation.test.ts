import { once } from "node:events";
import { request as requestHttp, type IncomingMessage } from "node:http";
import { describe, expect, it } from "vitest";
import { endExchanges, exchangesOf, registerExchange } from "@/lib/connections/open-exchanges";
import { recheckExchanges } from "@/lib/relay/recheck-exchanges";
import { setUpFreshRelay } from "@/lib/relay/test-relay";
import { ask, optionsFor } from "@/tests/support/relay";

describe("a request through the relay", () => {
  const relay = setUpFreshRelay();

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
});
