import { once } from "node:events";
import { request as requestHttp, type IncomingMessage } from "node:http";
import { describe, expect, it } from "vitest";
import { setUpFreshRelay } from "@/lib/relay/test-relay";
import { ask, optionsFor } from "@/tests/support/relay";

describe("a request through the relay", () => {
  const relay = setUpFreshRelay();

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
});
