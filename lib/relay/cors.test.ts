import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { setUpDatabase } from "@/tests/support/database";
import { setUpGateway } from "@/tests/support/gateway";
import { ask, relayHost, setUpRelay, tunnelHost } from "@/tests/support/relay";

const APP = "https://app.example";
const PREFLIGHT = { Origin: APP, "Access-Control-Request-Method": "POST" };

describe("a page of an app's that asks through the relay", () => {
  const seen: Pick<IncomingMessage, "method" | "url" | "headers">[] = [];
  let answer: Record<string, string> = {};
  let answerPreflight: ((response: ServerResponse) => void) | undefined;
  // As printers do: it allows whoever asks, and the program beside it asks with the printer's own origin.
  const printer = createServer(({ method, url, headers }, response) => {
    seen.push({ method, url, headers });
    if (method === "OPTIONS" && answerPreflight) return answerPreflight(response);
    const allow = headers.origin && { "Access-Control-Allow-Origin": headers.origin };
    response
      .writeHead(method === "OPTIONS" ? 204 : 200, { ...allow, "Set-Cookie": "a=1", "X-Other": "x", ...answer })
      .end(method === "OPTIONS" ? undefined : "printing");
  });
  beforeAll(async () => void (await once(printer.listen(0, "127.0.0.1"), "listening")));
  afterAll(() => void printer.close());
  setUpDatabase();
  const origin = () => `http://127.0.0.1:${(printer.address() as AddressInfo).port}`;
  const relay = setUpRelay(setUpGateway(), { origin });
  beforeEach(() => {
    seen.length = 0;
    answer = {};
    Object.assign(relay, { preflights: 1000, guesses: 1000, error: undefined });
  });

  const preflight = (more: Record<string, string | string[]> = {}, label?: string, method = "OPTIONS") =>
    ask(relay, "/api/job?a=b", {
      method,
      headers: { ...PREFLIGHT, Host: relayHost(relay, label), Authorization: [], ...more } as unknown as Record<
        string,
        string
      >,
    });

  it("is allowed by the printer's own answer, without the printer's address in it", async () => {
    const { status, headers } = await ask(relay, "/api/job", { headers: { Origin: APP } });
    expect([status, headers["access-control-allow-origin"], headers.vary]).toEqual([200, APP, "Origin"]);
    expect(JSON.stringify(headers)).not.toContain("127.0.0.1");
    expect(seen[0]?.headers.origin).toBe(origin());
  });

  it("reads nothing at a tunnel's host, whomever the printer allows, and asks in vain before", async () => {
    const Host = tunnelHost(relay);
    for (const allowed of [undefined, "*", APP]) {
      answer = { "Access-Control-Expose-Headers": "*", ...(allowed && { "Access-Control-Allow-Origin": allowed }) };
      const { status, headers } = await ask(relay, "/api/job", { headers: { Origin: APP, Host } });
      expect([status, headers["x-other"]]).toEqual([200, "x"]);
      expect(JSON.stringify(headers)).not.toMatch(/access-control|app\.example/i);
    }
    seen.length = 0;
    expect((await preflight({ Host })).status).toBe(401);
    expect(seen).toEqual([]);
  });

  it("is never allowed what browsers send by themselves", async () => {
    answer = { "Access-Control-Allow-Credentials": "true" };
    const { headers } = await ask(relay, "/api/job", { headers: { Origin: APP } });
    expect(headers).not.toHaveProperty("access-control-allow-credentials");
  });

  it("asks before it sends credentials, with these headers alone, and hears of CORS alone", async () => {
    answer = { "Access-Control-Allow-Headers": "x-api-key", "Access-Control-Allow-Methods": "POST" };
    const { status, headers, body } = await preflight({
      "Access-Control-Request-Headers": "x-api-key",
      "X-Api-Key": "k",
      Referer: `${APP}/page`,
      "X-Any": "1",
    });
    expect([status, body.toString()]).toEqual([204, ""]);
    const said = Object.entries(headers).filter(([name]) => !/^(date|connection|keep-alive)$/.test(name));
    expect(Object.fromEntries(said)).toEqual({
      "access-control-allow-origin": APP,
      "access-control-allow-headers": "x-api-key",
      "access-control-allow-methods": "POST",
      vary: "Origin",
    });
    expect(seen).toHaveLength(1);
    expect(seen[0]).toMatchObject({ method: "OPTIONS", url: "/api/job?a=b" });
    expect(Object.keys(seen[0]?.headers ?? {}).sort()).toEqual([
      "accept-encoding",
      "access-control-request-headers",
      "access-control-request-method",
      "connection",
      "cookie",
      "host",
      "origin",
      "user-agent",
      "x-forwarded-for",
      "x-forwarded-host",
      "x-forwarded-proto",
    ]);
    expect(seen[0]?.headers.cookie).toBe("no-cookies=1");
  });

  it.each<[string, Record<string, string>, string?]>([
    ["a cookie", { Cookie: "a=1" }],
    ["a body", { "Content-Length": "0005" }],
    ["chunks", { "Transfer-Encoding": "chunked" }],
    ["no origin", { Origin: "" }],
    ["no method", { "Access-Control-Request-Method": "" }],
    ["another method", {}, "GET"],
    ["wrong credentials", { Authorization: "Basic eDp5" }],
  ])("is no preflight with %s", async (_, more, method) => {
    const { status } = await preflight(more, undefined, method);
    expect(status).toBe(606);
    expect(seen).toEqual([]);
  });

  it("is counted for its connection, and refused for a host that there is not", async () => {
    relay.preflights = 2;
    expect((await preflight()).status).toBe(204);
    expect((await preflight()).status).toBe(204);
    const { status, headers } = await preflight();
    expect([status, headers["retry-after"]]).toEqual([600, "42"]);
    relay.guesses = 1;
    expect((await preflight({}, "nosuchlabel")).status).toBe(603);
    expect((await preflight({}, "nosuchlabel")).status).toBe(600);
    expect(seen).toHaveLength(2);
  });

  it.each<[string, (response: ServerResponse) => void]>([
    ["405 and a page", (response) => response.writeHead(405, { "Content-Type": "text/html" }).end("<h1>405</h1>")],
    ["a body with a length", (response) => response.writeHead(200, { "Content-Length": 5 }).end("hello")],
    ["chunks without end", (response) => response.writeHead(200).write("x".repeat(100_000))],
  ])("answered with %s harms nobody: what is behind the head stays there", async (_, say) => {
    answerPreflight = say;
    for (let i = 0; i < 5; i++) {
      const { status, body } = await preflight();
      expect([status === 200 || status === 405, body.toString()]).toEqual([true, ""]);
    }
    answerPreflight = undefined;
    expect((await preflight()).status).toBe(204);
  });

  it("hears of an ended connection, as with credentials", async () => {
    for (const error of [604, 605] as const) {
      relay.error = error;
      expect((await preflight()).status).toBe(error);
    }
    expect(seen).toEqual([]);
  });
});
