import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { setUpDatabase } from "@/tests/support/database";
import { setUpGateway } from "@/tests/support/gateway";
import { ask, AUTHORIZATION, BEARER, relayHost, setUpRelay } from "@/tests/support/relay";

const md5 = (text: string) => createHash("md5").update(text).digest("hex");
const NONCE = "a1b2c3";
const CHALLENGE = `Digest realm="printer", nonce="${NONCE}", qop="auth", algorithm=MD5`;
const BASIC = `Basic ${Buffer.from("maker:secret").toString("base64")}`;

/** As RFC 7616, 3.4 says, for the user of this printer. */
function digestHeader(method: string, uri: string): string {
  const [ha1, ha2] = [md5("maker:printer:secret"), md5(`${method}:${uri}`)];
  const response = md5(`${ha1}:${NONCE}:00000001:c1:auth:${ha2}`);
  const count = 'qop=auth, nc=00000001, cnonce="c1"';
  return `Digest username="maker", realm="printer", nonce="${NONCE}", uri="${uri}", ${count}, response="${response}"`;
}

describe("a printer with a sign-in of its own", () => {
  const seen: IncomingMessage["headers"][] = [];
  const isAllowed = ({ method = "", url = "", headers: { authorization } }: IncomingMessage) =>
    authorization === BASIC || authorization === digestHeader(method, url);
  const printer = createServer((request, response) => {
    seen.push(request.headers);
    if (isAllowed(request)) return void response.end("printing");
    response.writeHead(401, { "WWW-Authenticate": [CHALLENGE, 'Basic realm="printer"'] }).end();
  });
  const sockets = new WebSocketServer({ noServer: true });
  printer.on("upgrade", (request, socket, head) => {
    seen.push(request.headers);
    if (isAllowed(request)) return sockets.handleUpgrade(request, socket, head, (accepted) => accepted.send("open"));
    socket.end("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n");
  });
  beforeAll(async () => void (await once(printer.listen(0, "127.0.0.1"), "listening")));
  afterAll(() => void printer.close());
  setUpDatabase();
  const relay = setUpRelay(setUpGateway(), {
    origin: () => `http://127.0.0.1:${(printer.address() as AddressInfo).port}`,
  });
  beforeEach(() => {
    seen.length = 0;
    relay.guesses = 1000;
  });

  /** What comes of headers, whoever reads them. */
  const asked = (headers: Record<string, string | string[]>, method = "GET", target = "/api/job?a=b") =>
    ask(relay, target, { method, headers: { Authorization: [], ...headers } as unknown as Record<string, string> });

  it.each(["Relay-Authorization", "Proxy-Authorization", "relay-authorization"])(
    "is used through the relay with our credentials in %s",
    async (name) => {
      const challenged = await asked({ [name]: BEARER });
      expect([challenged.status, challenged.headers["www-authenticate"]]).toEqual([
        401,
        `${CHALLENGE}, Basic realm="printer"`,
      ]);
      for (const method of ["GET", "POST", "DELETE"])
        for (const Authorization of [BASIC, digestHeader(method, "/api/job?a=b")]) {
          const reply = await asked({ [name]: BEARER, Authorization }, method);
          expect([reply.status, reply.body.toString()]).toEqual([200, "printing"]);
        }
      expect(JSON.stringify(seen)).not.toContain("acp");
      expect(Object.keys(Object.assign({}, ...seen) as object).filter((key) => /^(relay|proxy)-/.test(key))).toEqual(
        [],
      );
    },
  );

  const OUR_BASIC = `Basic ${Buffer.from(`acpuser${"x".repeat(32)}:y`).toString("base64")}`;

  it("never gets what has the form of ours, in whichever header", async () => {
    for (const Authorization of [OUR_BASIC, BEARER, `Bearer acpbearer${"x".repeat(32)}`])
      expect((await asked({ "Relay-Authorization": BEARER, Authorization })).status).toBe(401);
    expect(seen.map(({ authorization }) => authorization)).toEqual([undefined, undefined, undefined]);
  });

  it("is used by WebSockets in the same way", async () => {
    const connect = (headers: Record<string, string>) =>
      new WebSocket(`ws://127.0.0.1:${relay.port}/socket`, { headers: { Host: relayHost(relay), ...headers } });
    const socket = connect({ "Relay-Authorization": BEARER, Authorization: BASIC });
    expect(String((await once(socket, "message"))[0])).toBe("open");
    socket.terminate();
    const refused = connect({ "Relay-Authorization": BEARER });
    refused.on("error", () => undefined);
    const [, response] = (await once(refused, "unexpected-response")) as [unknown, IncomingMessage];
    expect(response.statusCode).toBe(401);
    expect(JSON.stringify(seen)).not.toContain("acp");
  });

  it("decides nothing about ours: what has their form decides alone, right or wrong", async () => {
    const wrong = `Bearer acpbearer${"x".repeat(32)}`;
    const wrongUser = `Basic ${Buffer.from(`acpuser${"x".repeat(32)}:y`).toString("base64")}`;
    for (const header of [wrong, wrongUser])
      for (const name of ["Relay-Authorization", "Proxy-Authorization"])
        expect((await asked({ [name]: header, Authorization: AUTHORIZATION })).status).toBe(606);
    expect((await asked({ "Relay-Authorization": wrong, "Proxy-Authorization": BEARER })).status).toBe(606);
    expect(seen).toEqual([]);
    expect(relay.guesses).toBe(1000 - 5);
  });

  it.each([
    ["a proxy's own", `Basic ${Buffer.from("proxyuser:pw").toString("base64")}`],
    ["another kind", 'Digest username="acpuser"'],
    ["a token of another form", "Bearer acpbearer"],
    ["nothing", ""],
    ["something else", "x".repeat(5000)],
  ])("leaves today's rule where they hold %s: Authorization is ours and goes no further", async (_, value) => {
    for (const name of ["Relay-Authorization", "Proxy-Authorization"]) {
      expect((await asked({ [name]: value, Authorization: AUTHORIZATION })).status).toBe(401);
      expect((await asked({ [name]: value, Authorization: BASIC })).status).toBe(606);
    }
    expect(seen.map(({ authorization }) => authorization)).toEqual([undefined, undefined]);
  });
});
