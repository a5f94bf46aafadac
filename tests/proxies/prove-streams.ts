import { once } from "node:events";
import https from "node:https";
import WebSocket from "ws";
import { ask, ask2, open } from "./client";
import { relayHost, secretHeaders } from "./prove-portal";
import type { Ports, Proxy } from "./proxies";
import type { Secrets } from "./secrets";
import { FRAME, LARGE, type Upstream } from "./upstream";
import { expectSame, waitFor, type Proofs } from "@/tests/printers/proofs";

const PICTURES = 5;

async function proveWebcam(
  proofs: Proofs,
  { name }: Proxy,
  { https: port }: Ports,
  secrets: Secrets,
  { signals }: Upstream,
): Promise<void> {
  const host = relayHost(secrets.label);
  const headers = secretHeaders(secrets);
  await proofs.prove(
    `${name}: each picture of a webcam comes before the next is sent, and its end is passed on`,
    async () => {
      const { request, answer } = open(port, host, `/webcam?token=${secrets.query}`, { headers });
      request.end();
      const response = await answer;
      let bytes = 0;
      response.on("data", (chunk: Buffer) => (bytes += chunk.length)).on("error", () => undefined);
      for (let picture = 1; picture <= PICTURES; picture++) {
        await waitFor(`picture ${picture}`, () => bytes >= picture * FRAME.length || undefined, 10_000);
        if (picture < PICTURES) signals.emit("next");
      }
      const gone = once(signals, "gone", { signal: AbortSignal.timeout(10_000) });
      response.destroy();
      const pictures = setInterval(() => signals.emit("next"), 100);
      await gone.finally(() => clearInterval(pictures));
    },
  );
}

async function proveFiles(
  proofs: Proofs,
  { name }: Proxy,
  { https: port }: Ports,
  secrets: Secrets,
  { signals }: Upstream,
): Promise<void> {
  const host = relayHost(secrets.label);
  const headers = secretHeaders(secrets);
  await proofs.prove(
    `${name}: an upload of ${LARGE / 2 ** 20} MB arrives, and its beginning before its end was sent`,
    async () => {
      const { request, answer } = open(port, host, `/upload/${secrets.relayPath}`, {
        method: "POST",
        headers: { ...headers, "Content-Length": String(LARGE) },
      });
      const begun = once(signals, "uploading", { signal: AbortSignal.timeout(10_000) });
      request.write(Buffer.alloc(2 ** 20, "u"));
      await begun;
      request.end(Buffer.alloc(LARGE - 2 ** 20, "u"));
      let body = "";
      for await (const chunk of await answer) body += String(chunk);
      expectSame(body, String(LARGE), "bytes that arrived");
    },
  );

  await proofs.prove(`${name}: a download of ${LARGE / 2 ** 20} MB arrives, over HTTP/1.1 and HTTP/2`, async () => {
    for (const by of [ask, ask2]) expectSame((await by(port, host, "/download")).body.length, LARGE, "bytes");
  });
}

async function proveSockets(proofs: Proofs, { name }: Proxy, { https: port }: Ports, secrets: Secrets): Promise<void> {
  const host = relayHost(secrets.label);
  const headers = secretHeaders(secrets);
  await proofs.prove(`${name}: WebSockets carry text and bytes, both ways, and may be silent for a while`, async () => {
    const socket = new WebSocket(`wss://127.0.0.1:${port}/websocket?token=${secrets.webSocketQuery}`, {
      agent: new https.Agent({ servername: host, rejectUnauthorized: false }),
      headers: { Host: host, ...headers },
    });
    await once(socket, "open", { signal: AbortSignal.timeout(10_000) });
    for (const sent of ["text", Buffer.alloc(100_000, 7)]) {
      if (sent !== "text") await new Promise((resolve) => setTimeout(resolve, 3000));
      const back = once(socket, "message", { signal: AbortSignal.timeout(10_000) });
      socket.send(sent);
      const [data, isBinary] = (await back) as [Buffer, boolean];
      expectSame([data.length, isBinary], [sent.length, sent !== "text"], "length, is binary");
    }
    socket.terminate();
  });
}

/** Bodies without an end, large ones, and WebSockets. */
export async function proveStreams(
  proofs: Proofs,
  proxy: Proxy,
  ports: Ports,
  secrets: Secrets,
  upstream: Upstream,
): Promise<void> {
  await proveWebcam(proofs, proxy, ports, secrets, upstream);
  await proveFiles(proofs, proxy, ports, secrets, upstream);
  await proveSockets(proofs, proxy, ports, secrets);
}
