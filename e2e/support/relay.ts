import http from "node:http";
import WebSocket from "ws";

/** What an app gets from the root URL of its connection. */
export type RelayAnswer = { status: number; headers: http.IncomingHttpHeaders; body: Buffer };

// Node's resolver knows no `*.localhost`: the portal is dialled on loopback, with the host in its header.
const dial = (rootUrl: string, authorization: string | undefined) => {
  const { host, port } = new URL(rootUrl);
  return { port, headers: { Host: host, ...(authorization && { Authorization: authorization }) } };
};

export const basic = (values: Record<string, string>) =>
  `Basic ${Buffer.from(`${values.authBasicHttpUser}:${values.authBasicHttpPassword}`).toString("base64")}`;
export const bearer = (values: Record<string, string>) => `Bearer ${values.authBearerToken}`;

/** One request to the root URL of a connection, as an app sends it. */
export function askRelay(
  rootUrl: string,
  path: string,
  authorization?: string,
  options: { method?: string; body?: Buffer } = {},
): Promise<RelayAnswer> {
  const { port, headers } = dial(rootUrl, authorization);
  return new Promise((resolve, reject) => {
    const request = http.request(
      { host: "127.0.0.1", port, path, method: options.method ?? "GET", headers, agent: false },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
        );
        response.on("error", reject);
      },
    );
    request.on("error", reject);
    request.end(options.body);
  });
}

/**
 * Sends one message over a WebSocket of the connection.
 * @returns the answer, or the status that refused the handshake
 */
export function echoOverRelay(
  rootUrl: string,
  path: string,
  authorization: string,
  message: string,
): Promise<string | number> {
  const { port, headers } = dial(rootUrl, authorization);
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, { headers });
  return new Promise((resolve, reject) => {
    socket.once("open", () => socket.send(message));
    socket.once("message", (data: Buffer) => {
      resolve(data.toString());
      socket.close();
    });
    socket.once("unexpected-response", (_, response) => resolve(response.statusCode ?? 0));
    socket.once("error", reject);
  });
}
