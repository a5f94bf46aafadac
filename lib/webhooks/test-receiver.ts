import type { IncomingHttpHeaders, ServerResponse } from "node:http";
import https from "node:https";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach } from "vitest";
import { PUBLIC_HTTPS } from "@/lib/outbound/outbound-policy";
import { isPublicAddress } from "@/lib/outbound/public-address";
import type { WebhookWire } from "@/lib/webhooks/send-webhook";
import { selfSignedCertificate } from "@/tests/support/certificate";
import type { TestName } from "@/tests/support/dns";
import { setUpDns } from "@/tests/support/set-up-dns";

export type Received = {
  headers: IncomingHttpHeaders;
  method: string | undefined;
  url: string | undefined;
  body: string;
};

export type TestReceiver = {
  url: string;
  received: Received[];
  /** How the next calls are answered. */
  answer: (response: ServerResponse) => void;
  /** The real policy, but for this server's address and port, and its certificate. */
  wire: WebhookWire;
  /** What names lead to: `hook.example` to this server, others as a test says. */
  names: Record<string, TestName>;
};

const fine = (response: ServerResponse) => void response.writeHead(204).end();

/** For tests: an app's server, over TLS with a certificate of its own, under the name `hook.example`. */
export function setUpReceiver(): TestReceiver {
  const { key, cert } = selfSignedCertificate("hook.example", "private.example", "mixed.example");
  const dns = setUpDns();
  const receiver: TestReceiver = {
    url: "",
    received: [],
    answer: fine,
    names: dns.names,
    wire: { policy: PUBLIC_HTTPS, patienceMs: 2000 },
  };
  const server = https.createServer({ key, cert }, (request, response) => {
    let body = "";
    request.setEncoding("utf8");
    request.on("data", (piece: string) => (body += piece));
    request.on("end", () => {
      receiver.received.push({ headers: request.headers, method: request.method, url: request.url, body });
      receiver.answer(response);
    });
  });
  beforeAll(async () => {
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    const { port } = server.address() as AddressInfo;
    receiver.url = `https://hook.example:${port}/hooks?a=1`;
    const allows = (address: string) => address === "127.0.0.1" || isPublicAddress(address);
    receiver.wire.policy = {
      ...PUBLIC_HTTPS,
      allows,
      allowsPort: (asked) => asked === port || asked === 443,
      ca: cert,
      servers: [dns.server],
    };
  });
  beforeEach(() => {
    Object.assign(receiver, { received: [], answer: fine });
    for (const name of Object.keys(receiver.names)) delete receiver.names[name];
    receiver.names["hook.example"] = { addresses: ["127.0.0.1"] };
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  return receiver;
}
