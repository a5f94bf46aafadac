import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import { describe, expect, it } from "vitest";
import { oncePerRequest } from "@/lib/observability/once-per-request";
import { inRequest } from "@/lib/observability/request-reference";

const request = (method: string) => Object.assign(new IncomingMessage(new Socket()), { method });

function counter() {
  let count = 0;
  return (key = "a") => oncePerRequest(key, () => Promise.resolve(++count));
}

describe("what is read once for a request", () => {
  it.each(["GET", "HEAD"])("is remembered by one that asks: %s", async (method) => {
    const read = counter();
    const asked = request(method);
    expect(await inRequest(asked, () => Promise.all([read(), read(), read("b")]))).toEqual([1, 1, 2]);
    expect(await inRequest(asked, () => read())).toBe(1);
  });

  it("is not remembered from one request to the next", async () => {
    const read = counter();
    expect(await inRequest(request("GET"), () => read())).toBe(1);
    expect(await inRequest(request("GET"), () => read())).toBe(2);
  });

  it("is read anew by one that acts, and outside of one", async () => {
    const read = counter();
    expect(await inRequest(request("POST"), async () => [await read(), await read()])).toEqual([1, 2]);
    expect([await read(), await read()]).toEqual([3, 4]);
  });
});
