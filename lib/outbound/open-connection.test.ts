import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { OutboundStop, outboundConnection } from "@/lib/outbound/open-connection";
import { publicWeb } from "@/lib/outbound/outbound-policy";

describe("a connection", () => {
  const server = createServer((_, response) => response.end("here"));
  let port = 0;
  beforeAll(async () => {
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    ({ port } = server.address() as AddressInfo);
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  const open = (allows: boolean) => {
    const addresses = [{ address: "127.0.0.1", family: 4 }];
    const connection = outboundConnection({
      addresses,
      policy: { ...publicWeb(), allows: () => allows },
      wireBytes: 1000,
    });
    const opened = new Promise<Error | null>((answered) =>
      connection.connect({ hostname: "web.example", protocol: "http:", port: String(port) }, (...answer) =>
        answered(answer[0]),
      ),
    );
    return { connection, opened };
  };

  it("goes to the address that was looked up, without a second lookup of its name", async () => {
    const { connection, opened } = open(true);
    expect(await opened).toBeNull();
    connection.close();
  });

  it("is ended before anything is sent when its address is not allowed, though nobody noticed before", async () => {
    const { connection, opened } = open(false);
    expect(await opened).toBeInstanceOf(OutboundStop);
    expect(connection.stopped()?.error).toBe("refused");
  });

  it("that is closed while it is opened says so to who waits for it", async () => {
    const { connection, opened } = open(true);
    connection.close();
    expect(await opened).toBeInstanceOf(Error);
  });
});
