import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import { createServer as createRawServer, type AddressInfo, type Server } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { explanationOf } from "@/lib/observability/request-reference";
import { faultHeader, faultOf } from "@/lib/octostream/fault-header";
import type { StreamFrame } from "@/lib/octostream/messages";
import { relayRequest } from "@/lib/relay/relay-request";
import { setUpDatabase } from "@/tests/support/database";
import { setUpGateway } from "@/tests/support/gateway";
import { setUpRelay } from "@/tests/support/relay";

const OK = "HTTP/1.1 200 OK\r\n";

/** What the log's line of a request says of its fault: see log-request.ts. */
describe("why a printer's answer could not be passed on", () => {
  let answer: string | undefined = "";
  const printer: Server = createRawServer((socket) => {
    socket.on("error", () => undefined);
    socket.once("data", () => {
      if (answer === undefined) socket.resetAndDestroy();
      else socket.end(answer, "latin1");
    });
  });
  beforeAll(async () => void (await once(printer.listen(0, "127.0.0.1"), "listening")));
  afterAll(() => void printer.close());
  setUpDatabase();
  const relay = setUpRelay(setUpGateway(), {
    origin: () => `http://127.0.0.1:${(printer.address() as AddressInfo).port}`,
  });

  /** @returns what the app reads, and what is noted for the log */
  async function askNoting(): Promise<{ read: string; noted: string | undefined }> {
    let taken: IncomingMessage | undefined;
    const server = createServer((request, response) => {
      taken = request;
      relayRequest(request, response, {
        connectionId: "connection-1",
        userId: "user-1",
        publicId: relay.publicId,
        publicHost: "p1.example.test",
        publicOrigin: "https://p1.example.test",
        from: "192.0.2.7",
        passesAuthorization: false,
        limits: relay.limits,
        webcam: { allows: () => true, watch: () => () => undefined },
      });
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
    const { port } = server.address() as AddressInfo;
    const read = await fetch(`http://127.0.0.1:${port}/secret?token=of-the-app`)
      .then(async (response) => `${response.status} ${(await response.text()) && "and a body"}`)
      .catch(() => "cut off");
    await new Promise((resolve) => server.close(resolve));
    return { read, noted: taken && explanationOf(taken) };
  }

  it.each<[string, string | undefined, string, RegExp]>([
    ["is no HTTP", "220 mail.example\r\n\r\n", "600 and a body", /^broken: HPE_INVALID_CONSTANT: Expected HTTP/],
    ["never comes", "", "600 and a body", /^broken: ECONNRESET: socket hang up$/],
    ["is a reset", undefined, "600 and a body", /^broken: ECONNRESET: /],
    ["is a status of nobody", "HTTP/1.1 999 Odd\r\nContent-Length: 0\r\n\r\n", "600 and a body", /^broken: .* is 999$/],
    ["has too long a head", `${OK}X-A: ${"a".repeat(100_000)}\r\n\r\n`, "600 and a body", /^broken: more headers/],
    ["breaks off", `${OK}Content-Length: 9\r\n\r\nbody`, "600 and a body", /^broken: ECONNRESET: aborted$/],
    ["holds what is no chunk", `${OK}Transfer-Encoding: chunked\r\n\r\nnothing\r\n`, "cut off", /^broken: HPE_.*chunk/],
  ])("is in the log when it %s, without the app's secrets", async (_, text, read, why) => {
    answer = text;
    const told = await askNoting();
    expect(told).toEqual({ read, noted: expect.stringMatching(why) });
    expect(told.noted).not.toContain("of-the-app");
  });

  it("is a line of plain letters, and not a long one, whatever the other end says", () => {
    const frame = {
      statusCode: 0,
      http: faultHeader(`a\nb\x1b[0m\u00e9${"x".repeat(1000)}`),
    } as unknown as StreamFrame;
    expect(faultOf(frame)).toMatch(/^a\?b\?\[0m\?x{1,200}$/);
    expect(faultOf(frame)).toHaveLength(200);
    expect(faultOf({ ...frame, statusCode: 200 })).toBeUndefined();
  });
});
