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

export type AppSocket = {
  send(text: string): void;
  /** The first message that fits. */ find(
    fits: (message: Record<string, unknown>) => boolean,
  ): Promise<Record<string, unknown>>;
  close(): void;
};

const PATIENCE_MS = 60_000;

/** @param values of the completion URL */
export function appWith(values: Record<string, string>): App {
  const root = new URL(values.url ?? "");
  // Node's resolver knows no `*.localhost`: the portal is dialled on loopback, with the host in its header.
  const dial = { host: "127.0.0.1", port: root.port };
  const basic = `Basic ${Buffer.from(`${values.authBasicHttpUser}:${values.authBasicHttpPassword}`).toString("base64")}`;
  return {
    basic,
    bearer: `Bearer ${values.authBearerToken}`,
    ask: (path, authorization, { method = "GET", headers = {}, body } = {}) =>
      new Promise((resolve, reject) => {
        const request = http.request(
          {
            ...dial,
            path,
            method,
            agent: false,
            headers: {
              Host: root.host,
              Authorization: authorization,
              ...(body && { "Content-Length": body.length }),
              ...headers,
            },
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
      }),
    socket: (path, headers = {}) =>
      new Promise((resolve, reject) => {
        const messages: Record<string, unknown>[] = [];
        const socket = new WebSocket(`ws://127.0.0.1:${root.port}${path}`, {
          headers: { Host: root.host, Authorization: basic, ...headers },
        });
        socket.on("message", (data: Buffer) => messages.push(JSON.parse(data.toString()) as Record<string, unknown>));
        socket.once("unexpected-response", (_, response) =>
          reject(new Error(`${path}: refused with ${response.statusCode}`)),
        );
        socket.once("error", reject);
        socket.once("open", () =>
          resolve({
            send: (text) => socket.send(text),
            find: async (fits) => {
              for (
                const end = Date.now() + PATIENCE_MS;
                Date.now() < end;
                await new Promise((wait) => setTimeout(wait, 50))
              ) {
                const found = messages.find(fits);
                if (found) return found;
              }
              throw new Error(`${path}: only ${JSON.stringify(messages).slice(0, 300)} came`);
            },
            close: () => socket.close(),
          }),
        );
      }),
  };
}
