import http from "node:http";
import WebSocket from "ws";

export type AppAnswer = { status: number; headers: http.IncomingHttpHeaders; body: Buffer };
export type AppRequest = { method?: string; headers?: Record<string, string>; body?: Buffer };

/** An app with what it got from the completion URL. */
export type App = {
  basic: string;
  bearer: string;
  ask(path: string, authorization: string, request?: AppRequest): Promise<AppAnswer>;
  /** Opens a WebSocket. @returns once it is open */
  socket(path: string, headers?: Record<string, string>): Promise<AppSocket>;
};

type Message = Record<string, unknown>;

export type AppSocket = {
  send(text: string): void;
  /** The first message that fits. */
  find(fits: (message: Message) => boolean): Promise<Message>;
  close(): void;
};

const PATIENCE_MS = 60_000;

// Node's resolver knows no `*.localhost`: the portal is dialled on loopback, with the host in its header.
const LOOPBACK = "127.0.0.1";

const askAt =
  (root: URL): App["ask"] =>
  (path, authorization, { method = "GET", headers = {}, body } = {}) =>
    new Promise((resolve, reject) => {
      const length = body && { "Content-Length": body.length };
      const request = http.request(
        {
          host: LOOPBACK,
          port: root.port,
          path,
          method,
          agent: false,
          headers: { Host: root.host, Authorization: authorization, ...length, ...headers },
          timeout: PATIENCE_MS,
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on("data", (chunk: Buffer) => chunks.push(chunk));
          response.on("end", () =>
            resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
          );
          response.on("error", reject);
        },
      );
      request.on("timeout", () => request.destroy(new Error(`${path}: no answer`)));
      request.on("error", reject);
      request.end(body);
    });

/** Looks again and again at what came. */
async function findMessage(path: string, messages: Message[], fits: (message: Message) => boolean): Promise<Message> {
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await new Promise((wait) => setTimeout(wait, 50))) {
    const found = messages.find(fits);
    if (found) return found;
  }
  throw new Error(`${path}: only ${JSON.stringify(messages).slice(0, 300)} came`);
}

const socketAt =
  (root: URL, authorization: string): App["socket"] =>
  (path, headers = {}) =>
    new Promise((resolve, reject) => {
      const messages: Message[] = [];
      const socket = new WebSocket(`ws://${LOOPBACK}:${root.port}${path}`, {
        headers: { Host: root.host, Authorization: authorization, ...headers },
      });
      socket.on("message", (data: Buffer) => messages.push(JSON.parse(data.toString()) as Message));
      socket.once("unexpected-response", (_, response) =>
        reject(new Error(`${path}: refused with ${response.statusCode}`)),
      );
      socket.once("error", reject);
      socket.once("open", () =>
        resolve({
          send: (text) => socket.send(text),
          find: (fits) => findMessage(path, messages, fits),
          close: () => socket.close(),
        }),
      );
    });

/** @param values of the completion URL */
export function appWith(values: Record<string, string>): App {
  const root = new URL(values.url ?? "");
  const { authBasicHttpUser: user, authBasicHttpPassword: password } = values;
  const basic = `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
  const bearer = `Bearer ${values.authBearerToken}`;
  return { basic, bearer, ask: askAt(root), socket: socketAt(root, basic) };
}
