import type tls from "node:tls";
import { ask, sendRaw } from "./client";
import { completion, relayHost } from "./prove-portal";
import type { Ports, Proxy } from "./proxies";
import type { Secrets } from "./secrets";
import { expectSame, type Proofs } from "@/tests/printers/proofs";

/**
 * What proxies write into an error log as it came: requests that break the rules, with secrets in each part of them.
 */
function badRequests(secrets: Secrets): Record<string, string | Buffer> {
  const host = relayHost(secrets.badLabel);
  const target = `/${secrets.relayPath}?token=${secrets.queryOfBadRequest}`;
  const head = (line: string, ...headers: string[]) => `${[line, ...headers].join("\r\n")}\r\n\r\n`;
  const good = `GET ${target} HTTP/1.1`;
  const ambiguous = `GET /x?token=${secrets.queryOfBadRequest} HTTP/1.1`;
  return {
    "an unknown version": head(`GET ${target} HTTP/9.9`, `Host: ${host}`),
    "a blank in the target": head(`GET ${target} more HTTP/1.1`, `Host: ${host}`),
    "an unknown method": head(`P\u00f6ST ${target} HTTP/1.1`, `Host: ${host}`),
    "a header without a colon": head(good, `Host: ${host}`, secrets.brokenHeader),
    "a header name with a blank": head(good, `Host: ${host}`, `X Api Key: ${secrets.brokenHeader}`),
    "a control character in a header": head(good, `Host: ${host}`, `X-Api-Key: ${secrets.brokenHeader}\u0001\0`),
    "no host": head(good, `X-Api-Key: ${secrets.brokenHeader}`),
    "two hosts": head(ambiguous, `Host: ${host}`, "Host: portal.example"),
    "a host that is none": head(good, `Host: ${secrets.badLabel} /.relay.example`),
    "a target with a host": head(`GET https://${host}${target} HTTP/1.1`, `Host: ${host}`),
    "a target with another host": head(
      `GET https://${host}/x?token=${secrets.queryOfBadRequest} HTTP/1.1`,
      "Host: portal.example",
    ),
    "a host of nobody": head(good, `Host: app-${secrets.badLabel}.elsewhere.example`),
    "a very long header": head(good, `Host: ${host}`, `X-Api-Key: ${secrets.brokenHeader.repeat(10_000)}`),
    "a very long target": head(`GET ${target}${secrets.queryOfBadRequest.repeat(10_000)} HTTP/1.1`, `Host: ${host}`),
    "two lengths":
      head(`POST ${target} HTTP/1.1`, `Host: ${host}`, "Content-Length: 3", "Content-Length: 4") + secrets.body,
    "a length that is none": head(
      `POST ${target} HTTP/1.1`,
      `Host: ${host}`,
      `Content-Length: ${secrets.brokenHeader}`,
    ),
    "a broken chunk":
      head(`POST ${target} HTTP/1.1`, `Host: ${host}`, "Transfer-Encoding: chunked") +
      `zz${secrets.brokenChunk}\r\n${secrets.brokenChunk}`,
    "an unknown transfer coding": head(
      `POST ${target} HTTP/1.1`,
      `Host: ${host}`,
      `Transfer-Encoding: ${secrets.brokenHeader}`,
    ),
    "an unknown expectation": head(good, `Host: ${host}`, `Expect: ${secrets.brokenHeader}`),
    CONNECT: head(`CONNECT ${host}:443 HTTP/1.1`, `Host: ${host}`, `Proxy-Authorization: Basic ${secrets.basic}`),
    TRACE: head(`TRACE ${target} HTTP/1.1`, `Host: ${host}`, `X-Api-Key: ${secrets.apiKey}`),
    "a path above the root": head(
      `GET /../../${secrets.relayPath}%zz?token=${secrets.queryOfBadRequest} HTTP/1.1`,
      `Host: ${host}`,
    ),
    "half a request": `GET ${target} HTTP/1.1\r\nHost: ${host}\r\nX-Api-Key: ${secrets.brokenHeader}`,
    garbage: Buffer.from(`\u0000\u0001${secrets.body}\r\n\r\n${secrets.body}`),
    "broken HTTP/2": Buffer.from(`PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n${secrets.body}${host}`),
  };
}

/** Hello messages of TLS that end badly, with a secret host in them. */
function badHandshakes({ tlsLabel, strangeLabel }: Secrets): Record<string, tls.ConnectionOptions> {
  return {
    "a name of nobody": { servername: `app-${strangeLabel}.elsewhere.example` },
    "a relay host and no common protocol": { servername: relayHost(tlsLabel), ALPNProtocols: ["spdy/1"] },
    "a relay host and an old version": { servername: relayHost(tlsLabel), minVersion: "TLSv1", maxVersion: "TLSv1.1" },
    "a relay host and no common cipher": { servername: relayHost(tlsLabel), maxVersion: "TLSv1.2", ciphers: "PSK" },
    "a relay host two levels down": { servername: `a.${relayHost(tlsLabel)}` },
    "a relay host and another one in Host": { servername: relayHost(tlsLabel) },
  };
}

/** Whatever a proxy says about them, it still works after them. */
export async function proveBadRequests(
  proofs: Proofs,
  { name }: Proxy,
  { https: port }: Ports,
  secrets: Secrets,
): Promise<void> {
  await proofs.prove(
    `${name}: bad requests of ${Object.keys(badRequests(secrets)).length} kinds, to the portal's host ` +
      "and to a relay host",
    async () => {
      for (const request of Object.values(badRequests(secrets))) {
        for (const servername of ["portal.example", relayHost(secrets.tlsLabel)])
          await sendRaw(port, request, { servername });
      }
      expectSame((await ask(port, "portal.example", completion(secrets))).status, 200, "status afterwards");
    },
  );
  await proofs.prove(`${name}: handshakes that fail, and plain HTTP where TLS is spoken`, async () => {
    for (const options of Object.values(badHandshakes(secrets)))
      await sendRaw(
        port,
        `GET /?token=${secrets.query} HTTP/1.1\r\nHost: ${relayHost(secrets.label)}\r\n\r\n`,
        options,
      );
    await sendRaw(
      port,
      `GET /?token=${secrets.query} HTTP/1.1\r\nHost: ${relayHost(secrets.label)}\r\n` +
        `X-Api-Key: ${secrets.apiKey}\r\n\r\n`,
      { plain: true },
    );
    expectSame((await ask(port, "portal.example", completion(secrets))).status, 200, "status afterwards");
  });
}
