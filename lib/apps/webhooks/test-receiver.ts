import type { lookup, LookupAddress } from "node:dns";
import type { IncomingHttpHeaders, ServerResponse } from "node:http";
import https from "node:https";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach } from "vitest";
import type { WebhookWire } from "@/lib/apps/webhooks/send-webhook";
import { selfSignedCertificate } from "@/lib/apps/webhooks/test-certificate";
import { isPublicAddress } from "@/lib/http/public-address";
import { PUBLIC_ONLY } from "@/lib/http/guarded-lookup";

export type Received = { headers: IncomingHttpHeaders; method: string | undefined; url: string | undefined; body: string };

export type TestReceiver = {
  url: string;
  received: Received[];
  /** How the next calls are answered. */
  answer: (response: ServerResponse) => void;
  /** The real guard, but for this server's address and port, and its certificate. */
  wire: WebhookWire;
  /** What names lead to: `hook.example` to this server, others as a test says. */
  names: Record<string, string[]>;
};

const fine = (response: ServerResponse) => void response.writeHead(204).end();

/** For tests: an app's server, over TLS with a certificate of its own, under the name `hook.example`. */
export function useTestReceiver(): TestReceiver {
  const { key, cert } = selfSignedCertificate("hook.example", "private.example", "mixed.example");
  const receiver: TestReceiver = { url: "", received: [], answer: fine, names: {}, wire: { guard: PUBLIC_ONLY, ca: cert, patienceMs: 2000 } };
  const server = https.createServer({ key, cert }, (request, response) => {
    let body = "";
    request.setEncoding("utf8");
    request.on("data", (piece: string) => (body += piece));
    request.on("end", () => {
      receiver.received.push({ headers: request.headers, method: request.method, url: request.url, body });
      receiver.answer(response);
    });
  });
  const resolve = ((name: string, _: object, done: (error: Error | null, found: LookupAddress[]) => void) => {
    const addresses = receiver.names[name];
    done(addresses ? null : new Error("no such name"), (addresses ?? []).map((address) => ({ address, family: address.includes(":") ? 6 : 4 })));
  }) as unknown as typeof lookup;
  beforeAll(async () => {
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    const { port } = server.address() as AddressInfo;
    receiver.url = `https://hook.example:${port}/hooks?a=1`;
    receiver.wire.guard = { allows: (address) => address === "127.0.0.1" || isPublicAddress(address), allowsPort: (asked) => asked === port || asked === 443, resolve };
  });
  beforeEach(() => Object.assign(receiver, { received: [], answer: fine, names: { "hook.example": ["127.0.0.1"] } }));
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  return receiver;
}
