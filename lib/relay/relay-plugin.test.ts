import { once } from "node:events";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import type { OutgoingFrame, StreamFrame } from "@/lib/octostream/messages";
import { setUpDatabase } from "@/tests/support/database";
import { setUpGateway } from "@/tests/support/gateway";
import { hello, TestPrinter, until } from "@/tests/support/plugin";
import { ask, AUTHORIZATION, relayHost, setUpRelay } from "@/tests/support/relay";

/** A plugin as it is in the field: it counts no credit, joins cookies, and says nothing when a WebSocket opens. */
describe("a plugin's printer through the relay", () => {
  setUpDatabase();
  const portal = setUpGateway();
  const relay = setUpRelay(portal);
  let plugin: TestPrinter;
  beforeAll(async () => {
    const greeting = hello();
    ({ printer: plugin } = await TestPrinter.shake(portal.origin, greeting));
    relay.publicId = greeting.printerId!;
  });
  beforeEach(() => void plugin.messages.splice(0));
  afterAll(() => plugin.close());

  const opening = async (): Promise<StreamFrame> => {
    const isOpening = (message: { type: string }): message is StreamFrame =>
      message.type === "StreamFrame" && (message as StreamFrame).isOpen;
    await until("a stream was opened", () => plugin.messages.some(isOpening));
    return plugin.messages.find(isOpening)!;
  };
  const say = (streamId: number, frame: Omit<OutgoingFrame, "type" | "streamId">) =>
    plugin.send({ type: "StreamFrame", streamId, controlOnly: false, ...frame });

  it("gets each cookie that the plugin joined, and its redirect on the relay's own address", async () => {
    const answered = ask(relay, "/login");
    const { streamId, http } = await opening();
    const headers = [
      ["Set-Cookie", "a=1; Path=/, b=2; Expires=Wed, 21 Oct 2026 07:28:00 GMT; Domain=.example.test"],
      ["location", `https://${http?.publicHost}/next`],
      ["x-og-location", "http://127.0.0.1:5000/next"],
    ] as const;
    say(streamId, { statusCode: 302, fullSize: 0, http: { headers: [...headers] }, isClose: true, isDataDone: true });
    const reply = await answered;
    expect(reply.headers["set-cookie"]).toEqual(["a=1; Path=/", "b=2; Expires=Wed, 21 Oct 2026 07:28:00 GMT"]);
    expect(reply.headers.location).toBe(`http://${relayHost(relay)}/next`);
    expect(reply.headers).not.toHaveProperty("x-og-location");
  });

  it.each([
    ["could not reach the printer", { isClose: true, connectFailed: true, controlOnly: true }, 601],
    ["had trouble of its own", { isClose: true, controlOnly: true }, 600],
    ["answers with no status there is", { statusCode: 999, isClose: true, isDataDone: true }, 600],
  ])("answers when the plugin %s", async (_, frame, status) => {
    const answered = ask(relay, "/");
    say((await opening()).streamId, frame);
    expect((await answered).status).toBe(status);
  });

  it("cuts an answer off that the plugin breaks off, so that nobody takes it for whole", async () => {
    const answered = ask(relay, "/");
    const { streamId } = await opening();
    say(streamId, { statusCode: 200, fullSize: 100, data: Buffer.from("half") });
    say(streamId, { isClose: true });
    await expect(answered).rejects.toThrow(/aborted|hang up/);
  });

  it("gets a body in the pieces that the plugin understands", async () => {
    const answered = ask(relay, "/upload", { method: "POST", headers: { "Content-Length": "5" } }, "hello");
    const frame = await opening();
    expect(frame).toMatchObject({ fullSize: 5, controlOnly: false, isDataDone: false });
    const ofStream = () =>
      plugin.messages.filter(
        (message): message is StreamFrame => message.type === "StreamFrame" && message.streamId === frame.streamId,
      );
    await until("the body came", () => ofStream().some((part) => part.isDataDone));
    expect(Buffer.concat(ofStream().map((part) => part.data ?? Buffer.alloc(0))).toString()).toBe("hello");
    expect(ofStream().every((part) => !part.controlOnly)).toBe(true);
    say(frame.streamId, { statusCode: 201, isClose: true, isDataDone: true });
    expect((await answered).status).toBe(201);
  });

  describe("as a WebSocket", () => {
    const connect = async (protocols: string[] = []) => {
      const socket = new WebSocket(`ws://127.0.0.1:${relay.port}/sockjs/websocket`, protocols, {
        headers: { Host: relayHost(relay), Authorization: AUTHORIZATION },
      });
      socket.on("error", () => undefined);
      await once(socket, "open");
      return { socket, frame: await opening() };
    };

    it("opens at once with the first protocol that the app offers", async () => {
      const { socket, frame } = await connect(["a", "b"]);
      expect(socket.protocol).toBe("a");
      expect(frame.http?.headers).toContainEqual(["Sec-WebSocket-Protocol", "a,b"]);
      socket.terminate();
    });

    it("tells the plugin the app's close code and reason", async () => {
      const { socket, frame } = await connect();
      socket.close(4001, "bye");
      const isClose = (message: { type: string }): message is StreamFrame =>
        message.type === "StreamFrame" && (message as StreamFrame).wsKind === 8;
      await until("the close came", () => plugin.messages.some(isClose));
      expect(Buffer.from(plugin.messages.find(isClose)!.data!).toString("hex")).toBe("0fa1627965");
      say(frame.streamId, { isClose: true, controlOnly: true });
    });

    it("closes plainly when the plugin closes, which never says why", async () => {
      const { socket, frame } = await connect();
      const closed = once(socket, "close");
      say(frame.streamId, { isClose: true, controlOnly: true });
      expect((await closed)[0]).toBe(1000);
    });
  });
});
