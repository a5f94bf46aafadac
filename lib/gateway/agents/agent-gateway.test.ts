import { request } from "node:http";
import { afterEach, describe, expect, it, vi } from "vitest";
import { db } from "@/lib/db/client";
import { digest } from "@/lib/digest";
import { removePrinter } from "@/lib/endings/remove-printer";
import { countDeadTokens } from "@/lib/gateway/agents/dead-tokens";
import { liveLinks } from "@/lib/gateway/links/live-links";
import { canCreateOctoPrintKey } from "@/lib/gateway/octoprint-keys";
import { programOf } from "@/lib/gateway/program-of";
import { showPopup } from "@/lib/gateway/show-popup";
import { online, row } from "@/lib/gateway/test-gateway";
import { unlinkPrinter } from "@/lib/gateway/unlink-printer";
import { randomToken } from "@/lib/random";
import { setUpAgents } from "@/tests/support/agent/set-up-agents";
import { until } from "@/tests/support/plugin";
import { ask } from "@/tests/support/relay";

describe("an agent's connection", () => {
  const agents = setUpAgents({ olderMs: 300, pingMs: 300, silentMs: 1200, refreshMs: 300 });
  const { relay } = agents;
  afterEach(() => vi.restoreAllMocks());

  /** An upgrade with a header of its own making. @returns its status */
  const upgrade = (authorization: string | undefined) =>
    new Promise<number>((resolve) => {
      const headers = {
        Connection: "Upgrade",
        Upgrade: "websocket",
        "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
        "Sec-WebSocket-Version": "13",
        ...(authorization !== undefined && { Authorization: authorization }),
      };
      const asked = request(`${agents.origin}/ws/dev/`, { headers });
      asked.on("response", ({ statusCode }) => resolve(statusCode ?? 0));
      asked.on("upgrade", (_, socket) => {
        socket.destroy();
        resolve(101);
      });
      asked.on("error", () => resolve(0));
      asked.end();
    });

  it("makes its printer online, and tells what it is", async () => {
    const { publicId } = await agents.connect({ kind: "moonraker" });
    await until("it is described", async () => (await row(publicId))?.pluginVersion === "2.6.1");
    expect(await row(publicId)).toMatchObject({ platform: 2, networkAddress: "127.0.0.1", isAgent: true });
    expect(await online(publicId)).toBe(true);
    expect(programOf(publicId)).toBe("agent");
  });

  it("corrects what the printer was taken for when it was linked", async () => {
    const linked = await agents.link({ kind: "moonraker" });
    await agents.agent(linked, { kind: "octoprint" }).connect();
    await until("it is described", async () => (await row(linked.publicId))?.platform === 1);
  });

  it("hears at once that nobody looks, and nothing else by itself", async () => {
    const { agent } = await agents.connect();
    await until("it heard", () => agent.received.length > 0);
    expect(agent.received).toEqual([{ remote_status: { viewing: false, should_watch: false } }]);
  });

  it("is taken offline when it ends, and comes back", async () => {
    const { agent, publicId } = await agents.connect();
    agent.socket?.terminate();
    await until("it is offline", async () => !(await online(publicId)));
    expect(liveLinks().has(publicId)).toBe(false);
    expect(await agent.connect()).toBe(true);
    await until("it is online", () => online(publicId));
  });

  it.each([
    ["no header", undefined],
    ["basic credentials", `Basic ${Buffer.from("a:b").toString("base64")}`],
    ["an empty token", "bearer "],
    ["a token with a percent", `bearer ${"A".repeat(40)}%`],
    ["a very long token", `bearer ${"A".repeat(5000)}`],
  ])("with %s is refused, without a question to the database", async (_, authorization) => {
    const before = agents.asked;
    expect(await upgrade(authorization)).toBe(401);
    expect(agents.asked).toBe(before);
  });

  it("that is no handshake of a WebSocket leaves no trace", async () => {
    const { token, publicId } = await agents.link();
    const headers = { Connection: "Upgrade", Upgrade: "websocket", Authorization: `bearer ${token}` };
    const status = await new Promise((resolve) => {
      const asked = request(`${agents.origin}/ws/dev/`, { headers });
      asked.on("response", ({ statusCode }) => resolve(statusCode)).on("error", () => resolve(0));
      asked.end();
    });
    expect(status).toBe(400);
    // What was written for it is taken back behind the answer.
    await expect.poll(() => online(publicId)).toBe(false);
    expect(await upgrade(`bearer ${token}`)).toBe(101);
  });

  it("with a dead token is refused, and asked about once", async () => {
    const token = randomToken(64);
    const [before, dead] = [agents.asked, countDeadTokens()];
    const transaction = vi.spyOn(db().printer, "findFirst");
    for (let i = 0; i < 20; i++) expect(await upgrade(`bearer ${token}`)).toBe(401);
    expect([agents.asked - before, countDeadTokens() - dead]).toEqual([1, 1]);
    expect(transaction).toHaveBeenCalledTimes(1);
  });

  it("that lives is not given up for a copy, which is refused with 409", async () => {
    const linked = await agents.connect();
    const copy = agents.agent(linked);
    expect(await copy.connect()).toBe(false);
    expect(copy.refusals).toEqual([409]);
    expect(linked.agent.closeCodes).toEqual([]);
    expect((await ask(relay, "/page")).status).toBe(200);
  });

  it("that answers no ping any more is replaced by the newer one", async () => {
    const linked = await agents.connect();
    linked.agent.socket?.pause();
    const back = agents.agent(linked);
    expect(await back.connect()).toBe(true);
    expect((await ask(relay, "/page")).status).toBe(200);
    expect(back.record.asked).toHaveLength(1);
    expect(await online(linked.publicId)).toBe(true);
  });

  it("of one token among twenty at once is one", async () => {
    const linked = await agents.link();
    const all = Array.from({ length: 20 }, () => agents.agent(linked));
    const taken = await Promise.all(all.map((agent) => agent.connect()));
    expect(taken.filter(Boolean)).toHaveLength(1);
    expect(all.flatMap(({ refusals }) => refusals)).toEqual(Array(19).fill(409));
  });

  it("is pinged, and ended when nothing comes for long", async () => {
    const { agent, publicId } = await agents.connect();
    await until("it was pinged", () => agent.pings > 1);
    agent.socket?.pause();
    await until("it is ended", () => !liveLinks().has(publicId));
    await until("people read that", async () => (await row(publicId))?.onlineSince === null);
  });

  it("is not judged by its messages: one that only answers pings stays", async () => {
    const { agent, publicId } = await agents.connect();
    await new Promise((resolve) => setTimeout(resolve, 2500));
    expect(agent.closeCodes).toEqual([]);
    expect(liveLinks().has(publicId)).toBe(true);
  });

  it("ends at once with all that runs on it when its printer is removed, and its token is dead", async () => {
    const { agent, publicId, token } = await agents.connect();
    const { ownerId } = (await row(publicId))!;
    const waiting = ask(relay, "/slow/5000");
    await until("it is asked", () => agent.record.running === 1);
    expect(await removePrinter({ publicId, userId: ownerId!, address: "203.0.113.7" })).toBe("removed");
    expect((await waiting).status).toBe(601);
    expect((await ask(relay, "/page")).status).toBe(601);
    await until("it is closed", () => agent.closeCodes.length > 0);
    expect(agent.closeCodes).toEqual([1001]);
    expect(await upgrade(`bearer ${token}`)).toBe(401);
  });

  it("ends when its row is gone, or another server took its printer from its owner", async () => {
    const unclaimed = await agents.connect({ owned: false });
    await db().printer.delete({ where: { publicId: unclaimed.publicId } });
    await until("it is closed", () => unclaimed.agent.closeCodes.length > 0);
    const owned = await agents.connect();
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(owned.agent.closeCodes).toEqual([]);
    const change = { ownerId: null, keyDigest: digest("another") };
    await db().printer.update({ where: { publicId: owned.publicId }, data: change });
    await until("it is closed", () => owned.agent.closeCodes.length > 0);
    expect(await upgrade(`bearer ${owned.token}`)).toBe(401);
  });

  it("is never closed with the code that leaves it mute", async () => {
    const { agent, publicId } = await agents.connect();
    unlinkPrinter(publicId);
    await until("it is closed", () => agent.closeCodes.length > 0);
    expect(agent.closeCodes).not.toContain(4321);
    expect(agent.isMute).toBe(false);
  });

  it("gives no power over the printer's program", async () => {
    const { publicId } = await agents.connect();
    expect(canCreateOctoPrintKey(publicId)).toBe(false);
    expect(showPopup(publicId, { title: "a", text: "b" })).toBe(false);
  });

  it("survives whatever an agent sends", async () => {
    const { agent } = await agents.connect();
    const sent = [
      "",
      "[]",
      "null",
      "{",
      "[".repeat(10_000),
      '{"status":[[]]}',
      '{"settings":{"agent":1}}',
      '{"__proto__":{}}',
    ];
    for (const text of sent) agent.send(text);
    for (let i = 0; i < 500; i++) agent.send(JSON.stringify({ status: { state: { flags: { printing: true } } } }));
    for (const bytes of ["00", "0500000000", "ffffffff", "050000000000"]) agent.send(Buffer.from(bytes, "hex"));
    expect((await ask(relay, "/page")).status).toBe(200);
    expect(agent.closeCodes).toEqual([]);
  });
});
