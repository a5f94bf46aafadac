import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dialAppSocket } from "@/lib/gateway/agents/test-agent-sockets";
import { REFUSED_MS } from "@/tests/support/agent/agent-sockets";
import { setUpAgents } from "@/tests/support/agent/set-up-agents";
import type { TestAgent } from "@/tests/support/agent/test-agent";
import { until } from "@/tests/support/plugin";
import { ask } from "@/tests/support/relay";

/** What an app may do, in any order; `which` is one of its WebSockets, opened or not. */
const step = fc.oneof(
  fc.record({ act: fc.constant("open" as const), path: fc.constantFrom("/websocket", "/websocket?a=b", "/upgrade") }),
  fc.record({
    act: fc.constant("open" as const),
    path: fc.constantFrom("/page", "/nothing", "/status/500", "/slow/20", "//a"),
  }),
  fc.record({
    act: fc.constantFrom("send" as const, "bye" as const, "close" as const, "vanish" as const),
    which: fc.nat(5),
  }),
  fc.record({ act: fc.constant("ask" as const), path: fc.constantFrom("/page", "/slow/30", "/nothing") }),
  fc.record({ act: fc.constant("wait" as const), ms: fc.integer({ min: 1, max: 60 }) }),
  fc.record({ act: fc.constant("printer closes" as const) }),
);

type Step = typeof step extends fc.Arbitrary<infer One> ? One : never;

describe("whatever an app opens, says and closes, in whatever order", () => {
  // Waits of two hundredths: 22 ms when a WebSocket opens, 2.4 s when it is refused.
  const scale = 0.02;
  const agents = setUpAgents({ openMs: 2000, refusedMs: 2200, busyMs: 2000, queueMs: 5000, readMs: 5000, leftMs: 50 });
  const { relay } = agents;

  const run = async (steps: Step[], agent: TestAgent) => {
    const sockets: ReturnType<typeof dialAppSocket>[] = [];
    for (const one of steps) {
      if (one.act === "open") sockets.push(dialAppSocket(relay, one.path));
      else if (one.act === "ask") void ask(relay, one.path).catch(() => undefined);
      else if (one.act === "wait") await new Promise((resolve) => setTimeout(resolve, one.ms));
      else if (one.act === "printer closes") agents.printer.closeSockets();
      else {
        const socket = sockets[one.which];
        if (one.act === "close") socket?.close();
        else if (one.act === "vanish") socket?.terminate();
        else if (socket?.readyState === socket?.OPEN) socket?.send(one.act === "bye" ? "close" : "message");
      }
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    for (const socket of sockets) socket.terminate();
    await until("the printer has no WebSocket any more", () => agents.printer.sockets() === 0);
    expect(agent.sockets.open()).toEqual([]);
  };

  it.each(["octoprint", "moonraker"] as const)(
    "%s's agent is never deaf, and nothing stays open",
    async (kind) => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 25 }), async (steps) => {
          const { agent } = await agents.connect({ kind, scale });
          await run(steps, agent);
          expect(agent.deaf.filter((ms) => ms === REFUSED_MS)).toEqual([]);
          expect((await ask(relay, "/page")).status).toBe(200);
          agent.stop();
        }),
        { numRuns: 40, endOnFailure: true, interruptAfterTimeLimit: 40_000 },
      );
    },
    90_000,
  );
});
