import { ask, ask2, sendRaw } from "./client";
import type { Ports, Proxy } from "./proxies";
import type { Secrets } from "./secrets";
import { expectSame, type Proofs } from "@/tests/printers/proofs";

/** Everything an app or a browser may send that nobody else is to read. */
export const secretHeaders = (secrets: Secrets): Record<string, string> => ({
  Authorization: `Basic ${secrets.basic}`,
  "Relay-Authorization": `Bearer ${secrets.relayAuthorization}`,
  AppToken: secrets.appToken,
  "X-Api-Key": secrets.apiKey,
  Cookie: `portal-user=${secrets.cookie}`,
  Referer: `https://app-${secrets.label}.relay.example/?token=${secrets.referrerQuery}`,
});

/** What the portal's own page for completions is opened with. */
export const completion = (secrets: Secrets) =>
  `/appportal/v1/complete?success=true&id=x&url=https%3A%2F%2Fapp-${secrets.label}.relay.example` +
  `&appApiToken=${secrets.tokenInQuery}&authBasicHttpPassword=${secrets.passwordInQuery}` +
  `&authBearerToken=${secrets.query}`;

export const relayHost = (label: string) => `app-${label}.relay.example`;

/** Pages, App APIs and relay hosts, each over one version of HTTP. */
async function proveAnswers(
  proofs: Proofs,
  title: string,
  by: typeof ask | typeof ask2,
  port: number,
  secrets: Secrets,
): Promise<void> {
  const headers = secretHeaders(secrets);
  const bearer = { ...headers, Authorization: `Bearer ${secrets.bearer}` };
  await proofs.prove(`${title}: pages of the portal, and a completion page with secrets in its query`, async () => {
    const page = await by(port, "portal.example", completion(secrets), { headers });
    expectSame(
      [page.status, page.body.includes('data-step="complete"'), page.body.includes(secrets.query)],
      [200, true, false],
      "status, is that page, shows the secret",
    );
  });
  await proofs.prove(`${title}: App APIs and relay hosts answer with the portal's own statuses`, async () => {
    const asked = [
      await by(port, "portal.example", `/api/appconnection/info?token=${secrets.query}`, { headers }),
      await by(port, relayHost(secrets.label), "/api/appconnection/info", { headers }),
      await by(port, relayHost(secrets.label), `/${secrets.relayPath}?token=${secrets.query}`, { headers: bearer }),
      await by(port, relayHost(secrets.label), `/upload/${secrets.relayPath}`, {
        method: "POST",
        headers: bearer,
        body: secrets.body,
      }),
      await by(port, "portal.example", "/api/appconnection/info"),
    ];
    expectSame(
      asked.map(({ status }) => status),
      [603, 603, 603, 603, 400],
      "statuses",
    );
  });
}

/** In front of the built portal. */
export async function provePortal(
  proofs: Proofs,
  { name }: Proxy,
  { https: port, http }: Ports,
  secrets: Secrets,
): Promise<void> {
  const headers = secretHeaders(secrets);
  await proveAnswers(proofs, `${name}, HTTP/1.1`, ask, port, secrets);
  await proveAnswers(proofs, `${name}, HTTP/2`, ask2, port, secrets);
  await proofs.prove(
    `${name}: a WebSocket to a relay host that is none is refused with the portal's status`,
    async () => {
      const upgrade = {
        Connection: "Upgrade",
        Upgrade: "websocket",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Version": "13",
      };
      expectSame(
        (
          await ask(port, relayHost(secrets.label), `/sockjs/websocket?token=${secrets.webSocketQuery}`, {
            headers: { ...headers, ...upgrade },
          })
        ).status,
        603,
        "status",
      );
    },
  );
  await proofs.prove(`${name}: without TLS nothing is passed on, neither query nor host`, async () => {
    const plain = (host: string) =>
      sendRaw(
        http,
        `GET ${completion(secrets)} HTTP/1.1\r\nHost: ${host}\r\n` +
          `X-Api-Key: ${secrets.apiKey}\r\nConnection: close\r\n\r\n`,
        { plain: true },
      );
    await plain("portal.example");
    expectSame(
      /data-step|"Status"/.test(await plain(relayHost(secrets.tlsLabel))),
      false,
      "an answer of the portal came",
    );
  });
}
