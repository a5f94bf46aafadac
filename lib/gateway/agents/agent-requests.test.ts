import { createHash } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { MAX_UPLOAD_BYTES } from "@/lib/obico/limits";
import { setUpAgents } from "@/tests/support/agent/set-up-agents";
import type { TestAgent } from "@/tests/support/agent/test-agent";
import { until } from "@/tests/support/plugin";
import { ask } from "@/tests/support/relay";

const MB = 1024 * 1024;

/** What an app is told of a fault. */
const sentence = (body: Buffer) => (JSON.parse(body.toString()) as { Error: string }).Error;

describe("a request through an agent", () => {
  const agents = setUpAgents({ leftMs: 300, readMs: 2000 });
  const { relay } = agents;
  let agent: TestAgent;
  beforeEach(async () => {
    ({ agent } = await agents.connect());
  });
  afterEach(() => expect(agent.deaf).toEqual([]));
  /** An app that waits no longer than so many milliseconds. */
  const leaveAfter = (ms: number, target: string) =>
    ask(relay, target, { signal: AbortSignal.timeout(ms) }).catch(() => "left");
  const lastSeen = () => agents.printer.seen.at(-1)!;

  it("reaches the printer with method, path, query, headers and body as they were", async () => {
    const body = Buffer.from(Array.from({ length: 5000 }, (_, i) => i % 256));
    const headers = { "X-Api-Key": "key", "Content-Type": "application/octet-stream", Cookie: "a=1; portal-session=x" };
    const reply = await ask(relay, "/echo/a%20b?x=1&y=%C3%A9", { method: "POST", headers }, body);
    expect(reply.status).toBe(200);
    const sha256 = createHash("sha256").update(body).digest("hex");
    expect(JSON.parse(reply.body.toString())).toEqual({ method: "POST", sha256 });
    expect(lastSeen()).toMatchObject({
      method: "POST",
      url: "/echo/a%20b?x=1&y=%C3%A9",
      headers: { "x-api-key": "key", "content-type": "application/octet-stream", cookie: "a=1" },
    });
    expect(lastSeen().headers["authorization"]).toBeUndefined();
  });

  it.each(["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"])("may be a %s", async (method) => {
    const reply = await ask(relay, "/page", { method });
    expect([reply.status, reply.body.length > 0]).toEqual([200, method !== "HEAD"]);
    expect(lastSeen().method).toBe(method);
  });

  it("tells OctoPrint who asks and by which name, and Moonraker neither", async () => {
    await ask(relay, "/page");
    expect(lastSeen().headers).toMatchObject({
      "x-forwarded-for": "192.0.2.1",
      "x-forwarded-host": `app-secretlabel.localhost:${relay.port}`,
      "x-forwarded-proto": "http",
      "accept-encoding": "identity",
    });
    await agents.connect({ kind: "moonraker" });
    await ask(relay, "/page", {
      headers: { "X-Forwarded-For": "127.0.0.1", "X-Real-IP": "127.0.0.1", Origin: "http://a" },
    });
    const names = Object.keys(lastSeen().headers);
    expect(names.filter((name) => /forwarded|real-ip|origin|referer/.test(name))).toEqual([]);
  });

  it("is answered with bytes as the printer sent them, packed by the agent or not", async () => {
    for (const size of [0, 1, 999, 1000, 100_000, 3 * MB]) {
      const { status, body, headers } = await ask(relay, `/sized/${size}`);
      expect([status, body.length, headers["content-length"]]).toEqual([200, size, String(size)]);
    }
    const zipped = await ask(relay, "/zipped/");
    expect(zipped.body.toString()).toBe("hello ".repeat(1000));
    expect(zipped.headers["content-encoding"]).toBeUndefined();
  });

  it("is answered with cookies one by one, and with addresses that an app can use", async () => {
    const { headers } = await ask(relay, "/cookies/");
    expect(headers["set-cookie"]).toEqual(["a=1; Path=/", "b=2; Expires=Wed, 09 Jun 2027 10:18:14 GMT"]);
    const to = encodeURIComponent(`${agents.printer.origin}/login/?next=1`);
    expect((await ask(relay, `/redirect/${to}`)).headers.location).toBe("/login/?next=1");
  });

  it.each([
    [204, 204],
    [304, 304],
    [404, 404],
    [503, 503],
    [605, 600],
    [999, 600],
  ])("with status %i is answered with %i", async (status, told) => {
    expect((await ask(relay, `/status/${status}`)).status).toBe(told);
  });

  it("is answered in our words where the printer cannot be asked", async () => {
    await agents.connect({ printer: "http://127.0.0.1:9" });
    const reply = await ask(relay, "/page");
    expect(reply.status).toBe(601);
    expect(reply.body.toString()).not.toMatch(/127\.0\.0\.1|ConnectionError|HTTPConnectionPool/);
  });

  it.each([
    ["//evil.example/a", 400],
    ["/\\evil.example/a", 400],
    ["/a#b", 400],
    ["/%09/", 400],
    ["/%09/[", 400],
    ["/%0a/a:99999999/x", 400],
    ["/a%09b", 404],
  ])("to %s is answered with %i", async (target, status) => {
    const before = agent.record.asked.length;
    expect((await ask(relay, target)).status).toBe(status);
    expect(agent.record.asked.length - before).toBe(status === 400 ? 0 : 1);
  });

  it.each([
    "/sockjs/1/2/xhr_streaming",
    "/sockjs/1/2/eventsource",
    "/sockjs/1/2/htmlfile",
    "/cam/%73tream.mp4",
    "/a/../stream.mkv",
  ])("to %s has no end, and is refused in words", async (target) => {
    const reply = await ask(relay, target);
    expect(reply.status).toBe(400);
    expect(sentence(reply.body)).toContain("no live streams");
    expect(agent.record.asked).toEqual([]);
  });

  it("has a whole body, or none: what is too large is refused in words, announced or not", async () => {
    const announced = await ask(relay, "/echo", {
      method: "POST",
      headers: { "Content-Length": MAX_UPLOAD_BYTES + 1 },
    });
    expect([announced.status, sentence(announced.body)]).toEqual([608, expect.stringContaining("at most 32 MB")]);
    const chunked = { method: "POST", headers: { "Transfer-Encoding": "chunked" } };
    const reply = await ask(relay, "/echo", chunked, Buffer.alloc(MAX_UPLOAD_BYTES + MB));
    expect([reply.status, sentence(reply.body)]).toEqual([608, expect.stringContaining("at most 32 MB")]);
    expect(agent.record.asked).toEqual([]);
    expect((await ask(relay, "/echo", { method: "POST" }, Buffer.alloc(MAX_UPLOAD_BYTES))).status).toBe(200);
  });

  it("is one of 16 at once, and leaves its place when its answer came or its app is long gone", async () => {
    const slow = Array.from({ length: 40 }, () => ask(relay, "/slow/50"));
    expect((await Promise.all(slow)).map(({ status }) => status)).toEqual(Array(40).fill(200));
    expect(agent.record.mostRunning).toBe(16);
    const hanging = Array.from({ length: 16 }, (_, i) => leaveAfter(100, `/hang/${i}`));
    expect(await Promise.all(hanging)).toEqual(Array(16).fill("left"));
    expect([agent.record.running, (await ask(relay, "/page")).status]).toEqual([16, 200]);
  });

  it("for what was never answered twice is not made a third time", async () => {
    for (let i = 0; i < 2; i++) await leaveAfter(50, `/hang?${i}`);
    await new Promise((resolve) => setTimeout(resolve, 500));
    const reply = await ask(relay, "/hang?3");
    expect([reply.status, sentence(reply.body)]).toEqual([400, expect.stringContaining("no live streams")]);
    expect([agent.record.running, (await ask(relay, "/page")).status]).toEqual([2, 200]);
  });

  it("that the printer does not answer in time is told so", async () => {
    expect((await ask(relay, "/slow/10000")).status).toBe(602);
  });

  it("ends at once with its agent's connection", async () => {
    const waiting = ask(relay, "/slow/5000");
    await until("it is asked", () => agent.record.running === 1);
    agent.socket?.terminate();
    expect((await waiting).status).toBe(601);
    expect((await ask(relay, "/page")).status).toBe(601);
  });
});
