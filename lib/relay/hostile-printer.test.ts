import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { WebSocket } from "ws";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { useTestDatabase } from "@/lib/db/test-database";
import type { OutgoingFrame, StreamFrame } from "@/lib/gateway/protocol/messages";
import { FLOW_PROPERTY } from "@/lib/gateway/protocol/stream-credit";
import { useTestGateway } from "@/lib/gateway/test-gateway";
import { hello, TestPrinter, until } from "@/lib/gateway/test-printer";
import { AUTHORIZATION, relayHost, useTestRelay } from "@/lib/relay/test-relay";

/** A printer's program that speaks our connector's dialect and means harm. */
describe("a printer that means harm", () => {
  useTestDatabase();
  const portal = useTestGateway();
  const relay = useTestRelay(portal);
  let printer: TestPrinter;
  beforeAll(async () => {
    const greeting = hello({ properties: [FLOW_PROPERTY] });
    ({ printer } = await TestPrinter.shake(portal.origin, greeting));
    relay.printerId = greeting.printerId!;
  });
  beforeEach(() => void printer.messages.splice(0));
  afterAll(() => printer.close());

  const say = (streamId: number, frame: Omit<OutgoingFrame, "type" | "streamId">) => printer.send({ type: "StreamFrame", streamId, ...frame });
  const choose = (streamId: number, protocol: string) => say(streamId, { statusCode: 101, http: { headers: [["Sec-WebSocket-Protocol", protocol]] } });

  const connect = async (protocols: string[] = []) => {
    const socket = new WebSocket(`ws://127.0.0.1:${relay.port}/sockjs/websocket`, protocols, { headers: { Host: relayHost(relay), Authorization: AUTHORIZATION } });
    socket.on("error", () => undefined);
    const isOpening = (message: { type: string }): message is StreamFrame => message.type === "StreamFrame" && (message as StreamFrame).isOpen;
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
    expect(headers).toEqual({ upgrade: "websocket", connection: "Upgrade", "sec-websocket-accept": expect.any(String) });
    socket.terminate();
  });

  it("chooses among the protocols that the app offered", async () => {
    const { socket, streamId } = await connect(["chat", "v12.stomp"]);
    choose(streamId, "v12.stomp");
    await once(socket, "open");
    expect(socket.protocol).toBe("v12.stomp");
    socket.terminate();
  });
});
