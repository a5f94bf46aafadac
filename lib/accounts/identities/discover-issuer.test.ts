import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { discoverIssuer, knownIssuer } from "@/lib/accounts/identities/discover-issuer";
import { minutes, moveClock, seconds } from "@/lib/clock";
import { overrideEnv } from "@/lib/env";
import { forgetShared } from "@/lib/shared";

describe("reading what the operator's provider says about itself", () => {
  let issuer = "";
  let asked = 0;
  let answer: RequestListener;
  const document = () => ({
    issuer,
    authorization_endpoint: `${issuer}/auth`,
    token_endpoint: `${issuer}/token`,
    jwks_uri: `${issuer}/jwks`,
  });
  const fine: RequestListener = (_, response) => response.end(JSON.stringify(document()));
  const server = createServer((request, response) => {
    asked++;
    answer(request, response);
  });

  beforeAll(async () => {
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}/realm`;
    overrideEnv({ providers: { oidc: { issuer, name: "Home", clientId: "a", clientSecret: "b" } } });
  });
  beforeEach(() => {
    asked = 0;
    answer = fine;
    forgetShared("discovered-issuer");
  });
  afterEach(() => moveClock(0));
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  it("happens once for all who ask together, and once an hour", async () => {
    const all = await Promise.all(Array.from({ length: 20 }, discoverIssuer));
    expect(all.every((one) => one?.token_endpoint === `${issuer}/token`)).toBe(true);
    await discoverIssuer();
    expect(asked).toBe(1);
    expect(knownIssuer()).toEqual(document());
    moveClock(minutes(61));
    await discoverIssuer();
    expect(asked).toBe(2);
  });

  it("follows a redirect", async () => {
    answer = (request, response) =>
      request.url === "/elsewhere"
        ? fine(request, response)
        : response.writeHead(302, { location: "/elsewhere" }).end();
    expect(await discoverIssuer()).toEqual(document());
  });

  it.each<[string, RequestListener]>([
    [
      "calls itself by another name",
      (_, response) => response.end(JSON.stringify({ ...document(), issuer: "https://other.example" })),
    ],
    ["leaves something out", (_, response) => response.end(JSON.stringify({ issuer }))],
    ["answers with a fault", (_, response) => response.writeHead(500).end()],
    ["sends a page", (_, response) => response.end("<!doctype html>")],
    ["sends too much", (_, response) => response.end(JSON.stringify({ ...document(), more: "x".repeat(1024 * 1024) }))],
    ["leads to plain http elsewhere", (_, response) => response.writeHead(302, { location: "http://10.0.0.1/" }).end()],
  ])("gives nothing when it %s, and does not ask for each person anew", async (_, bad) => {
    answer = bad;
    expect(await discoverIssuer()).toBeUndefined();
    answer = fine;
    expect(await discoverIssuer()).toBeUndefined();
    expect(asked).toBe(1);
    moveClock(seconds(11));
    expect(await discoverIssuer()).toEqual(document());
  });
});
