import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isSilent } from "@/lib/gateway/silent-printers";
import { setUpDatabase } from "@/tests/support/database";
import { setUpGateway } from "@/tests/support/gateway";
import { ask, setUpRelay } from "@/tests/support/relay";

describe("a printer whose own program is away while the connector beside it is there", () => {
  let port = 0;
  const serve = async () => {
    const server = createServer((_, response) => response.end("here"));
    await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
    port = (server.address() as AddressInfo).port;
    return () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
  };
  let stop: () => Promise<void>;
  beforeAll(async () => {
    stop = await serve();
  });
  afterAll(() => stop());
  setUpDatabase();
  const relay = setUpRelay(setUpGateway(), { origin: () => `http://127.0.0.1:${port}` });

  it("is known as silent once somebody asked, and no more once it answers again", async () => {
    expect((await ask(relay, "/")).status).toBe(200);
    expect(isSilent(relay.publicId)).toBe(false);
    await stop();
    expect((await ask(relay, "/")).status).toBe(601);
    expect(isSilent(relay.publicId)).toBe(true);
    stop = await serve();
    expect((await ask(relay, "/")).status).toBe(200);
    expect(isSilent(relay.publicId)).toBe(false);
  });
});
