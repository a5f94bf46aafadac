import { createServer, request, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import { replaceFaultPage } from "@/lib/http/replace-fault-page";

type Answer = { status: number; headers: IncomingHttpHeaders; body: string };

/** One answer of a server whose framework does this with its response. */
async function answerOf(act: (response: ServerResponse) => void, method = "GET"): Promise<Answer> {
  const server = createServer((incoming, response) => {
    replaceFaultPage(incoming, response, "nonce");
    act(response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return new Promise<Answer>((resolve, reject) => {
    request({ host: "127.0.0.1", port, method, agent: false }, (response) => {
      let body = "";
      response.on("data", (chunk: Buffer) => (body += chunk.toString()));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
    })
      .on("error", reject)
      .end();
  }).finally(() => server.close());
}

describe("a page in the place of what the framework answers to a fault", () => {
  it.each<[string, (response: ServerResponse) => void]>([
    [
      "a page that is written",
      (r) => void ((r.statusCode = 500), r.setHeader("Content-Type", "text/html"), r.write("<p>a"), r.end("b")),
    ],
    [
      "a page whose head is written first",
      (r) => void r.writeHead(500, { "Content-Type": "text/html", "Content-Length": 1 }).end("x"),
    ],
    ["a head in an array", (r) => void r.writeHead(503, ["content-type", "text/html; charset=utf-8"]).end("x")],
    ["a head that is flushed first", (r) => void ((r.statusCode = 500), r.flushHeaders(), r.end())],
    ["three words of plain text", (r) => void ((r.statusCode = 500), r.end("Internal Server Error"))],
    [
      "something to download",
      (r) => void r.writeHead(500, { "Content-Type": "text/html", "Content-Encoding": "gzip" }).end("x"),
    ],
  ])("comes for %s, whole and with a reference", async (_, act) => {
    const { status, headers, body } = await answerOf(act);
    expect(status).toBeGreaterThanOrEqual(500);
    expect(body).toMatch(/Reference [A-Z2-9]{8}\.<\/p><a href="">Try again<\/a>/);
    expect(Number(headers["content-length"])).toBe(Buffer.byteLength(body));
    expect(headers["content-encoding"]).toBeUndefined();
  });

  it.each<[string, (response: ServerResponse) => void, string]>([
    ["a page that is well", (r) => void r.writeHead(200, { "Content-Type": "text/html" }).end("<p>well"), "<p>well"],
    ["a redirect", (r) => void r.writeHead(303, { Location: "/" }).end(), ""],
    ["data of a fault", (r) => void r.writeHead(500, { "Content-Type": "application/json" }).end("{}"), "{}"],
    [
      "data of a fault, said before",
      (r) => void ((r.statusCode = 500), r.setHeader("Content-Type", "text/x-component"), r.end("0:")),
      "0:",
    ],
    [
      "a page that fails when it has begun",
      (r) => void (r.setHeader("Content-Type", "text/html"), r.write("<p>"), (r.statusCode = 500), r.end("x")),
      "<p>x",
    ],
  ])("does not come for %s", async (_, act, body) => {
    expect((await answerOf(act)).body).toBe(body);
  });

  it("has no body where only the head was asked for", async () => {
    const { status, body } = await answerOf(
      (r) => void r.writeHead(500, { "Content-Type": "text/html" }).end(),
      "HEAD",
    );
    expect([status, body]).toEqual([500, ""]);
  });
});
