import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { providerFetch } from "@/lib/accounts/identities/provider-fetch";

let answer: RequestListener;
let port = 0;
let asked = 0;
const server = createServer((request, response) => {
  asked++;
  answer(request, response);
});
beforeAll(async () => {
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  ({ port } = server.address() as AddressInfo);
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const ask = async (address: string, { redirects = 0, method = "GET", body }: Partial<Asked> = {}) => {
  asked = 0;
  return providerFetch(redirects)(address, { method, headers: {}, body, redirect: "manual" }).then(
    async (response) => ({ status: response.status, text: await response.text() }),
    (error: { code: string }) => error.code,
  );
};
type Asked = { redirects: number; method: string; body: URLSearchParams | undefined };
const here = (path = "/") => `http://localhost:${port}${path}`;

it("goes to the operator's own names, and nowhere for a name that is none", async () => {
  answer = (_, response) => response.end("here");
  expect(await ask(here())).toEqual({ status: 200, text: "here" });
  expect(await ask("https://name.invalid/")).toMatch(/unreachable|timeout/);
});

it("sends a form, and reads why it was refused", async () => {
  answer = (request, response) => {
    response.statusCode = 400;
    request.pipe(response);
  };
  expect(await ask(here(), { method: "POST", body: new URLSearchParams({ a: "1 2" }) })).toEqual({
    status: 400,
    text: "a=1+2",
  });
});

it("uses plain http on loopback only", async () => {
  expect(await ask("http://10.0.0.1/")).toBe("refused");
  answer = (_, response) => response.writeHead(302, { location: "http://10.0.0.1/" }).end();
  expect(await ask(here(), { redirects: 3 })).toBe("refused");
});

it("takes no secret along a redirect", async () => {
  answer = (_, response) => response.writeHead(307, { location: "/elsewhere" }).end();
  expect(await ask(here(), { method: "POST", body: new URLSearchParams({ code: "c" }) })).toMatchObject({
    status: 307,
  });
  expect(asked).toBe(1);
});

it.each<[string, RequestListener, unknown]>([
  ["too much", (_, response) => response.end("x".repeat(600 * 1024)), "too_large"],
  ["too much of a refusal", (_, response) => response.writeHead(400).end("x".repeat(600 * 1024)), "too_large"],
  ["what is packed", (_, response) => response.writeHead(200, { "content-encoding": "gzip" }).end("x"), "encoded"],
  [
    "half of it",
    (_, response) => response.writeHead(200, { "content-length": "9" }).write("x", () => response.destroy()),
    "cut_off",
  ],
  ["nothing", (_, response) => response.writeHead(204).end(), { status: 204, text: "" }],
  ["a status that is none", (_, response) => response.writeHead(799).end(), "status"],
])("does not trip over a provider that sends %s", async (_, sent, expected) => {
  answer = sent;
  expect(await ask(here())).toEqual(expected);
});
