import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { overrideEnv } from "@/lib/env";
import { givenReferenceOf, referenceOf } from "@/lib/observability/request-reference";
import { takeRequestId } from "@/lib/server/take-request-id";

describe("the reference of a request", () => {
  const server = createServer((request, response) => {
    takeRequestId(request);
    response.end(`${referenceOf(request)} ${givenReferenceOf(request) ?? "none"}`);
  });
  let origin = "";
  beforeAll(async () => {
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => void server.close());
  const ask = async (id: string, trustedProxies: string[]) => {
    overrideEnv({ trustedProxies });
    return (await fetch(origin, { headers: { "X-Request-Id": id } })).text();
  };

  it.each(["abcDEF12", "a_b-c_d-0123456789", "x".repeat(64)])("is what a trusted proxy says: %s", async (id) => {
    expect(await ask(id, ["127.0.0.0/8"])).toBe(`${id} ${id}`);
  });

  it.each(["short", "x".repeat(65), "with blank 1", "<script>alert", 'quote"quote', "comma,comma"])(
    "is our own when what it says has another form: %s",
    async (id) => expect(await ask(id, ["127.0.0.1"])).toMatch(/^[A-Z2-9]{8} none$/),
  );

  it("is our own when nobody who is trusted says it", async () => {
    expect(await ask("abcDEF12", [])).toMatch(/^[A-Z2-9]{8} none$/);
    expect(await ask("abcDEF12", ["192.0.2.1"])).toMatch(/^[A-Z2-9]{8} none$/);
  });
});
