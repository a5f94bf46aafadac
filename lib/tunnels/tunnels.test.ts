import { once } from "node:events";
import { afterEach, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { endExchanges } from "@/lib/connections/open-exchanges";
import { liveLinks, type LiveLink } from "@/lib/gateway/links/live-links";
import type { StreamError } from "@/lib/gateway/streams/stream-types";
import { json, setUpFreshRelay } from "@/lib/relay/test-relay";
import { until } from "@/tests/support/plugin";
import { ask, AUTHORIZATION, BEARER, tunnelHost } from "@/tests/support/relay";

/** A printer's streams that end as told, or never. */
const streamsThat = (error?: StreamError): LiveLink["streams"] => ({
  open: (_request, sink) => {
    if (error) queueMicrotask(() => sink.onError(error));
    const nothing = () => undefined;
    return { send: () => Promise.resolve(true), finish: nothing, cancel: nothing, close: nothing };
  },
});

describe("a request to a tunnel", () => {
  const relay = setUpFreshRelay();
  const open: WebSocket[] = [];
  afterEach(() => {
    for (const socket of open.splice(0)) socket.terminate();
  });

  const askTunnel = (target: string, headers: Record<string, string> = {}, method = "GET", body?: Buffer | string) =>
    ask(relay, target, { method, headers: { Host: tunnelHost(relay), ...headers } }, body);
  const statusOf = async (...args: Parameters<typeof askTunnel>) => (await askTunnel(...args)).status;

  const connect = (target = "/sockjs/websocket", headers: Record<string, string> = {}) => {
    const all = { Host: tunnelHost(relay), Authorization: AUTHORIZATION, ...headers };
    const socket = new WebSocket(`ws://127.0.0.1:${relay.port}${target}`, { headers: all });
    socket.on("error", () => undefined);
    open.push(socket);
    return socket;
  };
  const refusal = async (...args: Parameters<typeof connect>) => {
    type Refusal = { statusCode: number; headers: Record<string, string | undefined> };
    const [, response] = (await once(connect(...args), "unexpected-response")) as [unknown, Refusal];
    return response;
  };

  /** As the printer would be after something happened to it. */
  async function whilePrinter(change: Partial<LiveLink> | "gone", act: () => Promise<void>): Promise<void> {
    const link = liveLinks().get(relay.publicId);
    if (!link) throw new Error("the printer is not connected");
    if (change === "gone") liveLinks().delete(relay.publicId);
    else liveLinks().set(relay.publicId, { ...link, ...change });
    await act().finally(() => liveLinks().set(relay.publicId, link));
  }

  it("is the printer's own: method, path, body, status and bytes", async () => {
    const answer = await askTunnel("/api/version");
    expect([answer.status, json(answer.body)]).toEqual([200, expect.objectContaining({ server: expect.any(String) })]);
    expect(await statusOf("/nowhere")).toBe(404);
    const upload = await askTunnel("/api/files/local", {}, "POST", Buffer.alloc(300_000, 7));
    expect(upload.status).toBeLessThan(300);
    const large = await askTunnel("/downloads/files/local/test.gcode?bytes=3000000");
    expect([large.status, large.body.length]).toEqual([200, 3_000_000]);
  });

  it("carries a WebSocket both ways", async () => {
    const socket = connect();
    const messages: string[] = [];
    socket.on("message", (data: Buffer) => messages.push(data.toString()));
    await until("the printer said hello", () => messages.length === 1);
    socket.send("an echo");
    await until("it came back", () => messages.includes("an echo"));
  });

  it.each([
    [603, 401],
    [604, 401],
    [605, 481],
    [606, 401],
  ] as const)("answers %d of the relay with %d, requests and handshakes alike", async (of, status) => {
    relay.error = of;
    const challenge = status === 401 ? 'Basic realm="printer", charset="UTF-8"' : undefined;
    for (const { status: got, headers } of [await askTunnel("/api/version"), await askTunnel("/_tsd_/tunnelusage/")])
      expect([got, headers["www-authenticate"]]).toEqual([status, challenge]);
    const { statusCode, headers } = await refusal();
    expect([statusCode, headers["www-authenticate"]]).toEqual([status, challenge]);
  });

  it("takes a user name and a password, and nothing else", async () => {
    for (const Authorization of ["", BEARER, "Basic eDp5", "Basic %", "Digest x"]) {
      expect(await statusOf("/api/version", { Authorization }), Authorization).toBe(401);
      expect((await refusal("/sockjs/websocket", { Authorization })).statusCode, Authorization).toBe(401);
    }
    const answer = await askTunnel("/api/version", { Host: tunnelHost(relay, "nobody") });
    expect([answer.status, answer.headers["www-authenticate"]]).toEqual([401, expect.stringMatching(/^Basic /)]);
  });

  it("answers 482 while the printer is away or its program too old, and 483 when it says nothing", async () => {
    const both = async () => [await statusOf("/server/info"), (await refusal("/websocket")).statusCode];
    await whilePrinter("gone", async () => expect(await both()).toEqual([482, 482]));
    await whilePrinter({ tooOld: true }, async () => expect(await both()).toEqual([482, 482]));
    const streams = streamsThat("timeout");
    await whilePrinter({ streams }, async () => expect(await both()).toEqual([483, 483]));
  });

  it("answers 503 with a reference for faults, and to who guesses too often, 413 and 429 over the limits", async () => {
    const streams = streamsThat("broken");
    await whilePrinter({ streams }, async () => {
      const answer = await askTunnel("/x");
      expect([answer.status, json(answer.body).Error]).toEqual([503, expect.stringMatching(/Reference [a-z0-9]+/i)]);
    });
    relay.guesses = 0;
    const guess = await askTunnel("/x", { Authorization: "Basic eDp5" });
    expect([guess.status, guess.headers["retry-after"]]).toEqual([503, "42"]);
    relay.sockets = 0;
    expect((await refusal()).statusCode).toBe(503);
    Object.assign(relay.limits, { maxDownloadFileSizeBytes: 1000, maxUploadFileSizeBytes: 1000 });
    expect(await statusOf("/downloads/files/local/test.gcode?bytes=5000")).toBe(413);
    expect(await statusOf("/api/files/local", {}, "POST", Buffer.alloc(2000))).toBe(413);
    relay.webcamMinutes = 0;
    expect(await statusOf("/webcam/stream")).toBe(200);
    expect(await statusOf("/webcam/stream")).toBe(429);
    relay.webcamMinutes = 1000;
  });

  it("ends with its connection: WebSockets at once, and requests that wait with 401", async () => {
    const socket = connect();
    await once(socket, "open");
    const closed = once(socket, "close") as Promise<[number]>;
    endExchanges("connection-1");
    expect((await closed)[0]).toBe(1008);
    const streams = streamsThat();
    await whilePrinter({ streams }, async () => {
      const waiting = [statusOf("/slow"), refusal("/websocket").then(({ statusCode }) => statusCode)];
      await new Promise((resolve) => setTimeout(resolve, 200));
      endExchanges("connection-1");
      const [request, handshake] = await Promise.all(waiting);
      expect(request).toBe(401);
      expect(handshake).toBe(401);
    });
  });

  it.each([400, 404])("passes what the printer itself answers as it is: %d", async (status) => {
    expect(await statusOf(status === 404 ? "/nowhere" : "http://127.0.0.1:1/x")).toBe(status);
  });
});
