import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { isConnectedFrom } from "@/lib/gateway/is-connected-from";
import type { OutgoingFrame, StreamFrame } from "@/lib/octostream/messages";
import { FLOW_PROPERTY } from "@/lib/octostream/stream-credit";
import { setUpDatabase } from "@/tests/support/database";
import { setUpGateway } from "@/tests/support/gateway";
import { hello, TestPrinter, until } from "@/tests/support/plugin";
import { AUTHORIZATION, relayHost, setUpRelay } from "@/tests/support/relay";

/** A printer's program that speaks our connector's dialect and means harm. */
describe("a printer that means harm", () => {
  setUpDatabase();
  const portal = setUpGateway();
  const relay = setUpRelay(portal);
  let printer: TestPrinter;
  beforeAll(async () => {
    const greeting = hello({ properties: [FLOW_PROPERTY] });
    ({ printer } = await TestPrinter.shake(portal.origin, greeting));
    relay.publicId = greeting.printerId!;
  });
  beforeEach(() => void printer.messages.splice(0));
  afterAll(() => printer.close());

  const say = (streamId: number, frame: Omit<OutgoingFrame, "type" | "streamId">) =>
    printer.send({ type: "StreamFrame", streamId, ...frame });
  const choose = (streamId: number, protocol: string) =>
    say(streamId, { statusCode: 101, http: { headers: [["Sec-WebSocket-Protocol", protocol]] } });

  const connect = async (protocols: string[] = []) => {
    const socket = new WebSocket(`ws://127.0.0.1:${relay.port}/sockjs/websocket`, protocols, {
      headers: { Host: relayHost(relay), Authorization: AUTHORIZATION },
    });
    socket.on("error", () => undefined);
    const isOpening = (message: { type: string }): message is StreamFrame =>
      message.type === "StreamFrame" && (message as StreamFrame).isOpen;
    await until("a stream was opened", () => printer.messages.some(isOpening));
    return { socket, streamId: printer.messages.find(isOpening)!.streamId };
  };

  it.each([
    ["a header of its own", "chat\r\nX-Evil: 1\r\nSet-Cookie: session=1"],
    ["a protocol that the app did not offer", "other"],
    ["two at once", "chat, v12.stomp"],
  ])("cannot write %s into the answer to an app's handshake", async (_, protocol) => {
    const { socket, streamId } = await connect(["chat", "v12.stomp"]);
    const upgraded = once(socket, "upgrade") as Promise<[IncomingMessage]>;
    choose(streamId, protocol);
    const [{ headers }] = await upgraded;
    expect(headers).toEqual({
      upgrade: "websocket",
      connection: "Upgrade",
      "sec-websocket-accept": expect.any(String),
    });
    socket.terminate();
  });

  it("chooses among the protocols that the app offered", async () => {
    const { socket, streamId } = await connect(["chat", "v12.stomp"]);
    choose(streamId, "v12.stomp");
    await once(socket, "open");
    expect(socket.protocol).toBe("v12.stomp");
    socket.terminate();
  });

  it.each([
    ["of bytes that are no text", Buffer.alloc(123, 0xff), "\ufffd".repeat(41)],
    ["that is cut in the middle of a letter", Buffer.from("\u20ac".repeat(42)).subarray(0, 124), "\u20ac".repeat(41)],
  ])("closes with a reason %s, and the app gets as much of it as fits", async (_, reason, expected) => {
    const { socket, streamId } = await connect();
    choose(streamId, "");
    await once(socket, "open");
    const closed = once(socket, "close") as Promise<[number, Buffer]>;
    say(streamId, { controlOnly: false, wsKind: 8, data: Buffer.concat([Buffer.from([0x0f, 0xa1]), reason]) });
    say(streamId, { isClose: true });
    const [code, text] = await closed;
    expect([code, text.toString()]).toEqual([4001, expected]);
    expect(isConnectedFrom(relay.publicId)).toBeDefined();
  });
});
