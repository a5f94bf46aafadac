import { existsSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sha256 } from "@/lib/connector/install/test-install";
import { connectorSha256, connectorUnit, findConnectorFile, sendConnectorFile } from "@/lib/server/connector-files";
import { shellQuote } from "@/lib/server/script-texts";

const PORTAL = "https://portal.example";

describe("the connector's files", () => {
  const server = createServer((request, response) => {
    const found = findConnectorFile(request.url ?? "", PORTAL);
    if (found) sendConnectorFile(request, response, found);
    else response.writeHead(404).end();
  });
  let origin = "";
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => void server.close());

  it("have a strong ETag, by which they are not sent twice, and are asked for again each time", async () => {
    const first = await fetch(`${origin}/connector.service`);
    const etag = first.headers.get("etag") ?? "";
    expect(first.status).toBe(200);
    expect(etag).toMatch(/^"[0-9a-f]{64}"$/);
    expect(first.headers.get("cache-control")).toBe("no-cache");
    const text = await first.text();
    expect(etag).toBe(`"${sha256(text)}"`);
    for (const known of [etag, `"x", ${etag}`, `W/${etag}`, "*"])
      expect((await fetch(`${origin}/connector.service`, { headers: { "If-None-Match": known } })).status).toBe(304);
    const other = await fetch(`${origin}/connector.service`, { headers: { "If-None-Match": '"x"' } });
    expect(other.status).toBe(200);
    const head = await fetch(`${origin}/connector.service`, { method: "HEAD" });
    expect(head.headers.get("content-length")).toBe(String(Buffer.byteLength(text)));
    expect((await fetch(`${origin}/connector.service`, { method: "POST" })).status).toBe(405);
  });

  it("their program is announced by the digest of what is sent", async () => {
    const answer = await fetch(`${origin}/connector.mjs`);
    if (!existsSync("dist/connector.mjs")) return expect(answer.status).toBe(404);
    expect(answer.headers.get("content-type")).toBe("text/javascript; charset=utf-8");
    expect(sha256(Buffer.from(await answer.arrayBuffer()))).toBe(connectorSha256());
  });

  it("no other path reaches a file", async () => {
    for (const path of [
      "/connector",
      "/connector/",
      "/connector/node-..gz",
      "/connector/node-x86.gz",
      "/connector.json",
    ])
      expect((await fetch(origin + path)).status).toBe(404);
  });

  it("the unit and the script quote the portal's address", () => {
    expect(connectorUnit(PORTAL)).toContain(`--portal "${PORTAL}" --dir /var/lib/printer-connector`);
    expect(connectorUnit("https://a$b%c.example")).toContain('--portal "https://a$$b%%c.example"');
    expect(connectorUnit(PORTAL)).not.toMatch(/\$[a-z]/);
    expect(shellQuote("a'b")).toBe("'a'\\''b'");
  });

  it("their program is one file of at most 2 MB, with ws, flatbuffers and Node's own modules alone", () => {
    const meta = JSON.parse(readFileSync("dist/connector.json", "utf8")) as { inputs: Record<string, unknown> };
    const packages = Object.keys(meta.inputs).flatMap(
      (file) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? [],
    );
    expect([...new Set(packages)].sort()).toEqual(["flatbuffers", "ws"]);
    expect(statSync("dist/connector.mjs").size).toBeLessThan(2 * 1024 * 1024);
    expect(findConnectorFile("/connector.mjs", PORTAL)?.etag).toMatch(/^"[0-9a-f]{64}"$/);
  });
});
