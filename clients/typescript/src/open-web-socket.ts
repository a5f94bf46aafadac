import type { Connection } from "./connection.js";

/** What a handshake is sent with. */
export type Handshake = { protocols: string[]; headers: Record<string, string> };

/** Makes a WebSocket that sends headers with its handshake. */
export type SocketMaker = (url: string, handshake: Handshake) => WebSocket;

type Constructor = new (url: string, ...more: unknown[]) => WebSocket;
type Platform = {
  WebSocket?: Constructor;
  navigator?: { product?: string };
  document?: object;
  process?: { versions?: { node?: string } };
};

/** Browsers send no headers with a handshake; of the address's own credentials they make basic ones. */
const withUserInfo = (url: string, { basicUser, basicPassword }: Connection) =>
  url.replace("://", `://${basicUser}:${basicPassword}@`);

/** The platform's own, in the way in which it takes headers. */
function makeHere(url: string, { protocols, headers }: Handshake, connection: Connection): WebSocket {
  const { WebSocket: Socket, navigator, process } = globalThis as unknown as Platform;
  if (!Socket) throw new Error("This platform has no WebSocket: pass one with the option `webSocket` (README).");
  if (navigator?.product === "ReactNative") return new Socket(url, protocols, { headers });
  if (process?.versions?.node) return new Socket(url, { protocols, headers });
  return new Socket(withUserInfo(url, connection), protocols);
}

/** What opens a WebSocket. */
export type Opening = Handshake & {
  connection: Connection;
  make: SocketMaker | undefined;
  onMessage: ((event: MessageEvent) => void) | undefined;
};

/** Opens a WebSocket. @returns once it is open; rejects when it closes before */
export function openWebSocket(url: string, opening: Opening): Promise<WebSocket> {
  const { make, connection, onMessage, ...handshake } = opening;
  return new Promise((resolve, reject) => {
    const socket = make ? make(url, handshake) : makeHere(url, handshake, connection);
    // Before it is open: the first message may come with the handshake's answer.
    if (onMessage) socket.onmessage = onMessage;
    socket.onopen = () => {
      socket.onopen = socket.onerror = socket.onclose = null;
      resolve(socket);
    };
    socket.onerror = (event) => reject(Object.assign(new Error("the handshake failed"), { event }));
    socket.onclose = () => reject(new Error("it closed before it was open"));
  });
}
