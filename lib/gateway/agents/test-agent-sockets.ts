import { WebSocket } from "ws";
import { AUTHORIZATION, relayHost, type TestRelay } from "@/tests/support/relay";

/** For tests: an app's WebSocket through the relay. */
export type AppSocket = {
  socket: WebSocket;
  /** Status that its handshake was refused with; undefined: it was accepted. */
  refused: number | undefined;
  messages: string[];
  closed: Promise<number>;
};

/** For tests: begins a WebSocket as an app does. */
export function dialAppSocket(relay: TestRelay, path = "/websocket"): WebSocket {
  const headers = { Host: relayHost(relay), Authorization: AUTHORIZATION };
  const socket = new WebSocket(`ws://127.0.0.1:${relay.port}${path}`, { headers, perMessageDeflate: false });
  return socket.on("error", () => undefined);
}

/** For tests: opens a WebSocket as an app does, and waits for what becomes of its handshake. */
export function openAppSocket(relay: TestRelay, path = "/websocket"): Promise<AppSocket> {
  const socket = dialAppSocket(relay, path);
  const messages: string[] = [];
  socket.on("message", (data: Buffer, isBinary) =>
    messages.push(isBinary ? `binary ${data.toString("hex")}` : data.toString()),
  );
  const closed = new Promise<number>((resolve) => socket.once("close", resolve));
  return new Promise((resolve) => {
    const settle = (refused?: number) => resolve({ socket, refused, messages, closed });
    socket.once("open", () => settle());
    socket.once("unexpected-response", (request, { statusCode }) => {
      request.destroy();
      settle(statusCode ?? 0);
    });
    socket.on("error", () => settle(0));
  });
}
