/** What a handshake is sent with. */
export type Handshake = { protocols: string[]; headers: Record<string, string> };

/** Makes a WebSocket that sends headers with its handshake. */
export type SocketMaker = (url: string, handshake: Handshake) => WebSocket;

type Constructor = new (url: string, ...more: unknown[]) => WebSocket;
type Platform = {
  WebSocket?: Constructor;
  navigator?: { product?: string };
  process?: { versions?: { node?: string } };
};

/**
 * The platform's own WebSockets, in the way in which they take headers.
 * @throws where there are none, and in browsers: those send credentials with a handshake only once they were asked for
 * them by a 401, which the relay never answers
 */
export function platformSockets(): SocketMaker {
  const { WebSocket: Socket, navigator, process } = globalThis as unknown as Platform;
  if (!Socket) throw new Error("This platform has no WebSocket: pass one with the option `webSocket` (README).");
  if (navigator?.product === "ReactNative")
    return (url, { protocols, headers }) => new Socket(url, protocols, { headers });
  if (process?.versions?.node) return (url, handshake) => new Socket(url, handshake);
  throw new Error("Browsers send no credentials with a WebSocket: open it from your server (README).");
}

/** What opens a WebSocket. */
export type Opening = Handshake & {
  make: SocketMaker;
  onMessage: ((event: MessageEvent) => void) | undefined;
};

/** Opens a WebSocket. @returns once it is open; rejects when it closes before */
export function openWebSocket(url: string, opening: Opening): Promise<WebSocket> {
  const { make, onMessage, ...handshake } = opening;
  return new Promise((resolve, reject) => {
    const socket = make(url, handshake);
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
