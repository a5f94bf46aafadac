import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import http2 from "node:http2";
import https from "node:https";
import net from "node:net";
import tls from "node:tls";

export type Sent = { method?: string; headers?: Record<string, string>; body?: string | Buffer };
export type Got = { status: number; headers: Record<string, unknown>; body: Buffer };

/** An open request over HTTP/1.1. @param host in TLS and in Host */
export function open(port: number, host: string, target: string, { method = "GET", headers = {} }: Sent = {}) {
  const request = https.request({
    host: "127.0.0.1",
    port,
    servername: host,
    agent: false,
    rejectUnauthorized: false,
    method,
    path: target,
    headers: { Host: host, ...headers },
  });
  const answer = once(request, "response").then(([response]) => response as IncomingMessage);
  answer.catch(() => undefined);
  request.on("error", () => undefined);
  return { request, answer };
}

async function readAll(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Asks over HTTP/1.1. */
export async function ask(port: number, host: string, target: string, sent: Sent = {}): Promise<Got> {
  const { request, answer } = open(port, host, target, sent);
  request.end(sent.body);
  const response = await answer;
  return { status: response.statusCode ?? 0, headers: response.headers, body: await readAll(response) };
}

/** Asks over HTTP/2. */
export async function ask2(
  port: number,
  host: string,
  target: string,
  { method = "GET", headers = {}, body }: Sent = {},
): Promise<Got> {
  const session = http2.connect(`https://${host}`, {
    createConnection: () =>
      tls.connect({ host: "127.0.0.1", port, servername: host, ALPNProtocols: ["h2"], rejectUnauthorized: false }),
  });
  session.on("error", () => undefined);
  const lower = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  try {
    const stream = session.request({ ":method": method, ":path": target, ":authority": host, ...lower });
    stream.end(body);
    const [answer] = (await once(stream, "response")) as [http2.IncomingHttpHeaders & { ":status"?: number }];
    return { status: answer[":status"] ?? 0, headers: answer, body: await readAll(stream as AsyncIterable<Buffer>) };
  } finally {
    session.destroy();
  }
}

/**
 * Sends bytes over TLS, or as they are, and waits until the other end closes or has nothing to say for a while.
 * @returns what came
 */
export async function sendRaw(
  port: number,
  bytes: string | Buffer,
  options: tls.ConnectionOptions & { plain?: boolean } = {},
): Promise<string> {
  const socket = options.plain
    ? net.connect(port, "127.0.0.1")
    : tls.connect({ host: "127.0.0.1", port, rejectUnauthorized: false, ...options });
  let came = "";
  socket.on("error", () => undefined).on("data", (chunk: Buffer) => (came += chunk.toString("latin1")));
  socket.setTimeout(1000, () => socket.destroy());
  socket.write(bytes);
  await new Promise((resolve) => socket.once("close", resolve));
  return came;
}
