import { serialize } from "bson";
import { afterEach, describe, expect, it, vi } from "vitest";
import { WebSocket } from "ws";
import { liveLinks } from "@/lib/gateway/links/live-links";
import { setUpAgents } from "@/tests/support/agent/set-up-agents";
import { until } from "@/tests/support/plugin";

/** Bytes that may wait in an agent's socket, and the one message that was sent last. */
const MOST_WAITING = 1024 * 1024 + 1024;
const MOST_MESSAGES = 400_000;

describe("an agent that speaks for WebSockets that nobody opened, and reads nothing", () => {
  const agents = setUpAgents();
  afterEach(() => vi.restoreAllMocks());

  it("is told to close them only as long as there is room for it", async () => {
    let waiting = 0;
    let told = 0;
    const { send } = WebSocket.prototype;
    vi.spyOn(WebSocket.prototype, "send").mockImplementation(function (this: WebSocket, ...args: unknown[]) {
      Reflect.apply(send, this, args);
      // The server's end has no address.
      if (this.url) return;
      told++;
      waiting = Math.max(waiting, this.bufferedAmount);
    });
    const { agent, publicId } = await agents.connect();
    const { socket } = agent;
    if (!socket) throw new Error("not connected");
    socket.pause();
    let sent = 0;
    const speak = async (count: number) => {
      for (let i = 0; i < count; i++)
        socket.send(
          serialize({ "ws.tunnel": { ref: `${++sent}`.padEnd(100, "r"), type: "octoprint_message", data: "" } }),
        );
      await until("all has left", () => socket.bufferedAmount === 0);
    };
    while (waiting < 1024 * 1024 && sent < MOST_MESSAGES) await speak(5000);
    expect(waiting).toBeGreaterThanOrEqual(1024 * 1024);
    const before = told;
    await speak(20_000);
    expect(told - before).toBeLessThan(5000);
    expect(waiting).toBeLessThan(MOST_WAITING);
    expect(liveLinks().has(publicId)).toBe(true);
  }, 60_000);
});
