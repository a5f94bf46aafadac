import { serialize } from "bson";
import { beforeEach, describe, expect, it } from "vitest";
import { dialAppSocket, openAppSocket } from "@/lib/gateway/agents/test-agent-sockets";
import { OPENED_MS, REFUSED_MS } from "@/tests/support/agent/agent-sockets";
import { SCALE, setUpAgents } from "@/tests/support/agent/set-up-agents";
import type { TestAgent } from "@/tests/support/agent/test-agent";
import { until } from "@/tests/support/plugin";
import { ask } from "@/tests/support/relay";

/** As the real times are to each other, for an agent whose waits are a twentieth. */
const TIMES = { openMs: 8000 * SCALE, refusedMs: 60_000 * SCALE, busyMs: 8000 * SCALE, queueMs: 30_000 * SCALE };

const commands = (agent: TestAgent) =>
  agent.received.flatMap((message) =>
    "ws.tunnel" in message ? [(message["ws.tunnel"] as { type: string }).type] : [],
  );

describe("a WebSocket through an agent", () => {
  const agents = setUpAgents(TIMES);
  const { relay } = agents;
  const printer = () => agents.printer;
  let agent: TestAgent;
  beforeEach(async () => {
    ({ agent } = await agents.connect());
  });
  const isDeaf = () => agent.deaf.includes(REFUSED_MS);

  it("carries messages both ways, in order, in the kinds that agents keep", async () => {
    const app = await openAppSocket(relay, "/websocket?token=a%20b");
    expect(app.refused).toBeUndefined();
    app.socket.send("one");
    app.socket.send(Buffer.from("two"));
    app.socket.send("binary");
    await until("all came back", () => app.messages.length === 4);
    expect(app.messages).toEqual(["hello", "one", "two", "binary 000102ff"]);
    // To the printer everything becomes text.
    expect(printer().messages).toEqual(["text one", "text two", "text binary"]);
    app.socket.close();
    await until("the printer's end is closed", () => printer().sockets() === 0);
    expect(commands(agent)).toEqual(["connect", "tunnel_message", "tunnel_message", "tunnel_message", "tunnel_close"]);
    expect(isDeaf()).toBe(false);
  });

  it("ends with the printer's", async () => {
    const app = await openAppSocket(relay);
    app.socket.send("close");
    expect(await app.closed).toBe(1005);
    expect(commands(agent)).toEqual(["connect", "tunnel_message"]);
  });

  it.each([
    ["/page", 200],
    ["/status/401", 401],
    ["/status/404", 404],
    ["/status/400", 400],
    ["/nothing", 404],
    ["/webcam/stream", 400],
  ])("to %s, where none lives, is refused with %i, and the agent hears nothing of it", async (path, status) => {
    expect((await openAppSocket(relay, path)).refused).toBe(status);
    expect(commands(agent)).toEqual([]);
    expect((await ask(relay, "/page")).status).toBe(200);
    expect(agent.deaf).toEqual([]);
  });

  it("lives where the printer says that an upgrade is required", async () => {
    expect((await openAppSocket(relay, "/upgrade")).refused).toBeUndefined();
  });

  it("is asked for without the app's own headers, as the agent will ask", async () => {
    await openAppSocket(relay);
    const [check] = printer().seen;
    expect(check).toMatchObject({ method: "GET", url: "/websocket", headers: { "x-forwarded-for": "192.0.2.1" } });
    expect(Object.keys(check!.headers)).not.toContain("authorization");
  });

  it("that the printer refuses all the same costs its app eight seconds, and hears nothing ever after", async () => {
    const startedAt = performance.now();
    const app = openAppSocket(relay, "/refusing");
    await until("the agent is deaf", isDeaf);
    // What is sent now could not be taken back.
    const meanwhile = await ask(relay, "/echo", { method: "POST" }, "start printing");
    expect(meanwhile.status).toBe(602);
    expect((await app).refused).toBe(602);
    expect(performance.now() - startedAt).toBeLessThan(4000);
    await until("the agent reads again", async () => (await ask(relay, "/page")).status === 200);
    expect(commands(agent)).toEqual(["connect"]);
    expect(agent.deaf).toEqual([REFUSED_MS]);
    expect(printer().seen.some(({ method }) => method === "POST")).toBe(false);
    expect((await openAppSocket(relay)).refused).toBeUndefined();
  });

  it("whose app leaves while it is opened is closed there", async () => {
    const socket = dialAppSocket(relay);
    await until("it is connecting", () => commands(agent).length > 0);
    socket.terminate();
    await until("it was closed there", () => commands(agent).includes("tunnel_close"));
    await until("the printer has none", () => printer().sockets() === 0);
    expect(agent.deaf).toEqual([OPENED_MS]);
  });

  it("is one of eight", async () => {
    const apps = [];
    for (let i = 0; i < 8; i++) apps.push(await openAppSocket(relay));
    expect(apps.map(({ refused }) => refused)).toEqual(Array(8).fill(undefined));
    expect((await openAppSocket(relay)).refused).toBe(600);
    apps[0]!.socket.close();
    await until("its place is free", () => printer().sockets() === 7);
    expect((await openAppSocket(relay)).refused).toBeUndefined();
  });

  it("of an earlier connection is closed once when it speaks", async () => {
    const speak = (data: string) =>
      agent.send(Buffer.from(serialize({ "ws.tunnel": { ref: "old", type: "octoprint_message", data } })));
    speak("a");
    await until("it is closed", () => commands(agent).length > 0);
    speak("b");
    await ask(relay, "/page");
    expect(commands(agent)).toEqual(["tunnel_close"]);
  });

  it("brings a burst of the printer's messages", async () => {
    const app = await openAppSocket(relay);
    for (let i = 0; i < 40; i++) app.socket.send(`message ${i}`);
    await until("all came back", () => app.messages.length === 41);
    expect(app.messages.slice(1)).toEqual(Array.from({ length: 40 }, (_, i) => `message ${i}`));
  });
});
