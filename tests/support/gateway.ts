import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { afterAll, beforeAll } from "vitest";
import { db } from "@/lib/db/client";
import { overrideEnv } from "@/lib/env";
import { createGateway, GATEWAY_PATH, type GatewayOptions } from "@/lib/gateway/create-gateway";
import { answerPrinterKey } from "@/lib/gateway/handshake/server-key";
import { clientAddress } from "@/lib/http/client-address";

/** What the portal's two linking APIs answer in a test. */
export type TestPortal = {
  /** `http://localhost:<port>` */
  origin: string;
  /** What a change in the database brings about in a server, which hears of it. */
  look(): void;
  codesMade: number;
  validForSeconds: number;
  /** Calls of `/api/printer/info` so far, with what they said. */
  asked: { Id: string; OctoKey: string }[];
  publicKey: string | undefined;
  /** Answer to the question whose a setup token is. */
  setup: object;
  /** Calls that presented a setup token, with what they said. */
  presented: object[];
  /** Downloads, by path. */
  files: Map<string, Buffer>;
};

async function readJson(request: IncomingMessage): Promise<unknown> {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  return text ? JSON.parse(text) : undefined;
}

async function answer(portal: TestPortal, request: IncomingMessage): Promise<unknown> {
  const input = await readJson(request);
  if (request.url === "/api/printer/key") {
    const call = {
      method: "GET",
      path: "/api/printer/key",
      query: new URLSearchParams(),
      headers: {},
      body: Buffer.alloc(0),
      address: "127.0.0.1",
      relayLabel: undefined,
    };
    const { body } = await answerPrinterKey(call);
    return portal.publicKey ? { Result: { PublicKey: portal.publicKey, KeyVersion: 1 } } : body;
  }
  if (request.url === "/api/printer/info") {
    const { Id: publicId, ...rest } = input as TestPortal["asked"][number];
    portal.asked.push({ Id: publicId, ...rest });
    const found = await db().printer.findUnique({ where: { publicId }, select: { name: true, ownerId: true } });
    return { Result: { Name: found?.name ?? null, HasOwners: Boolean(found?.ownerId) } };
  }
  if (request.url === "/api/setup/token") return portal.setup;
  if (request.url === "/api/setup/present") {
    portal.presented.push(input as object);
    return { Status: 200, Result: {} };
  }
  portal.codesMade++;
  return { Result: { Code: `AAAA-000${portal.codesMade}`, ValidForSeconds: portal.validForSeconds } };
}

/**
 * For tests: a real server with a real gateway and small replacements of the portal's linking APIs. Needs
 * setUpDatabase.
 */
export function setUpGateway(options: GatewayOptions = {}): TestPortal {
  const portal: TestPortal = {
    origin: "",
    look: () => gateway?.hear({ kind: "all" }),
    codesMade: 0,
    validForSeconds: 900,
    asked: [],
    publicKey: undefined,
    setup: { Result: { Account: "r…@example.org", ExpiresInSeconds: 1700 } },
    presented: [],
    files: new Map(),
  };
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const file = portal.files.get(request.url ?? "");
    if (file) return void response.end(file);
    void answer(portal, request).then((body) =>
      response.writeHead(200, { "Content-Type": "application/json" }).end(JSON.stringify(body)),
    );
  });
  let gateway: ReturnType<typeof createGateway> | undefined;
  beforeAll(async () => {
    overrideEnv({ printerRsaKeyFile: path.resolve("lib/octostream/vectors/test-rsa-private.pem") });
    gateway = createGateway(options);
    server.on("upgrade", (request: IncomingMessage, socket, head) => {
      if (request.url === GATEWAY_PATH) gateway?.handleUpgrade(request, socket, head, clientAddress(request));
      else socket.destroy();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    portal.origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    await gateway?.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return portal;
}
