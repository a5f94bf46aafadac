import { connect } from "node:net";
import { beforeEach, describe, expect, it } from "vitest";
import { dialAppSocket, openAppSocket } from "@/lib/gateway/agents/test-agent-sockets";
import { setUpAgents } from "@/tests/support/agent/set-up-agents";
import type { TestAgent } from "@/tests/support/agent/test-agent";
import { ask, AUTHORIZATION, relayHost } from "@/tests/support/relay";

/** Keys of the protocol by which the program itself is commanded. */
const POWERS = /passthru|commands|janus|should_watch":true/;

const KEYS = new Set(["ref", "method", "path", "headers", "data", "timeout"]);

describe("whatever an app sends", () => {
  const agents = setUpAgents();
  const { relay } = agents;
  let agent: TestAgent;
  beforeEach(async () => {
    ({ agent } = await agents.connect());
  });

  /** Bytes of an app's own making. */
  const tell = (target: string, headers: string[], body = "") =>
    new Promise<void>((resolve) => {
      const socket = connect(relay.port, "127.0.0.1");
      const head = [
        `POST ${target} HTTP/1.1`,
        `Host: ${relayHost(relay)}`,
        `Authorization: ${AUTHORIZATION}`,
        ...headers,
      ];
      socket.on("error", () => undefined);
      socket.on("data", () => socket.destroy());
      socket.on("close", () => resolve());
      socket.end(
        `${head.join("\r\n")}\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
      );
    });

  it("a header by a name that the writer of messages knows takes nobody's place", async () => {
    const names = ["_bsontype", "toBSON", "__proto__", "constructor", "$ref", "x.y", "length", "buffer"];
    for (let round = 0; round < 4; round++)
      for (const name of names) expect((await ask(relay, "/page", { headers: { [name]: "x" } })).status).toBe(200);
    expect((await ask(relay, "/page")).status).toBe(200);
  });

  it("the agent gets requests and messages of WebSockets, and no command", async () => {
    const passthru = '{"passthru":{"ref":"1","target":"_settings","func":"global_get","args":[["api","key"]]}}';
    const bodies = [passthru, '{"commands":[{"cmd":"cancel"}]}', '{"janus":"x"}', '{"http.tunnelv2":{"ref":"r"}}'];
    for (const body of bodies) {
      await tell("/echo", ["Content-Type: application/json"], body);
      await tell(`/echo?passthru=${encodeURIComponent(body)}`, [
        "passthru: 1",
        "commands: 1",
        "params: 1",
        "timeout: 99999",
      ]);
    }
    const { socket } = await openAppSocket(relay);
    for (const body of bodies) socket.send(body);
    for (const path of ["//127.0.0.1:1/", "/\\a"]) dialAppSocket(relay, path);
    for (const target of ["//a/", "http://a/", "/\\a", "*", "/a\tb"]) await tell(target, []);
    expect((await ask(relay, "/page")).status).toBe(200);
    expect(agent.record.asked.map(({ url }) => new URL(url).origin)).toEqual(
      agent.record.asked.map(() => agents.printer.origin),
    );
    for (const message of agent.received) {
      const [key = ""] = Object.keys(message);
      expect(Object.keys(message)).toHaveLength(1);
      expect(["http.tunnelv2", "ws.tunnel", "remote_status"]).toContain(key);
      if (key === "http.tunnelv2")
        expect(Object.keys(message[key] as object).filter((name) => !KEYS.has(name))).toEqual([]);
    }
    const texts = agent.received.filter((message) => !("ws.tunnel" in message || "http.tunnelv2" in message));
    expect(JSON.stringify(texts)).not.toMatch(POWERS);
  });

  it("no answer holds a word of the agent, nor of another answer", async () => {
    const all = await Promise.all(
      Array.from({ length: 30 }, (_, i) => ask(relay, "/echo", { method: "POST" }, Buffer.alloc(i * 100, i))),
    );
    const sums = all.map(({ body }) => (JSON.parse(body.toString()) as { sha256: string }).sha256);
    expect(new Set(sums).size).toBe(30);
    expect(all.every(({ body }) => !body.toString().includes("http.tunnelv2"))).toBe(true);
  });
});
