import { createServer as createHttp, type IncomingMessage, type RequestListener } from "node:http";
import { createServer as createHttps } from "node:https";
import { createServer as createTcp, type AddressInfo, type Server, type Socket } from "node:net";
import { gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { selfSignedCertificate } from "@/tests/support/certificate";
import { fetchOutbound, type OutboundRequest } from "@/lib/outbound/fetch-outbound";
import { publicWeb, type OutboundPolicy } from "@/lib/outbound/outbound-policy";
import { isPublicAddress } from "@/lib/outbound/public-address";
import { setUpDns } from "@/tests/support/set-up-dns";

const KILOBYTE = 1024;
const { key, cert } = selfSignedCertificate("tls.example", "other.example");

/** What a server of raw bytes does with each connection once it was asked. */
type Raw = (socket: Socket) => void;
const say =
  (text: string): Raw =>
  (socket) =>
    void socket.end(text);
/** Sends for ever what it is given, as fast as it is read. */
const pour =
  (first: string, piece: string | Buffer): Raw =>
  (socket) => {
    socket.write(first);
    const more = () => {
      while (!socket.destroyed) if (!socket.write(piece)) return void socket.once("drain", more);
    };
    more();
  };
const drip =
  (first: string, piece: string): Raw =>
  (socket) => {
    socket.write(first);
    const timer = setInterval(() => socket.write(piece), 50);
    socket.once("close", () => clearInterval(timer));
  };

const FINE = "HTTP/1.1 200 OK\r\n";
const RAW: Record<string, [Raw, string]> = {
  "accepts and never answers": [() => undefined, "timeout"],
  "answers long after": [
    (socket) => void setTimeout(() => socket.destroyed || socket.end(`${FINE}\r\nlate`), 60_000).unref(),
    "timeout",
  ],
  "sends a byte from time to time": [drip(`${FINE}Content-Length: 500\r\n\r\n`, "x"), "timeout"],
  "sends its headers a byte from time to time": [drip(FINE, "x"), "timeout"],
  "sends headers without end": [pour(FINE, `X-More: ${"y".repeat(1000)}\r\n`), "unreachable"],
  "sends one header without end": [pour(`${FINE}X-More: `, "y".repeat(64 * KILOBYTE)), "unreachable"],
  "sends interim answers without end": [
    pour("", "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n".repeat(500)),
    "too_large",
  ],
  "sends a body without end": [pour(`${FINE}\r\n`, Buffer.alloc(64 * KILOBYTE)), "too_large"],
  "sends a chunked body without end": [
    pour(`${FINE}Transfer-Encoding: chunked\r\n\r\n`, `8000\r\n${"z".repeat(0x8000)}\r\n`),
    "too_large",
  ],
  "sends chunks of one byte without end": [
    pour(`${FINE}Transfer-Encoding: chunked\r\n\r\n`, "1\r\nz\r\n".repeat(5000)),
    "too_large",
  ],
  "sends extensions of chunks without end": [
    pour(`${FINE}Transfer-Encoding: chunked\r\n\r\n1;`, "e".repeat(64 * KILOBYTE)),
    "too_large",
  ],
  "says that a gigabyte comes": [say(`${FINE}Content-Length: 1073741824\r\n\r\nx`), "too_large"],
  "says that more comes than does": [say(`${FINE}Content-Length: 1000\r\n\r\nfew`), "cut_off"],
  "says two lengths": [say(`${FINE}Content-Length: 3\r\nContent-Length: 900\r\n\r\nfew`), "unreachable"],
  "sends what is no HTTP": [say("SSH-2.0-OpenSSH_9.2\r\n"), "unreachable"],
  "hangs up at once": [(socket) => void socket.destroy(), "unreachable"],
  "switches to another protocol": [
    say("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n"),
    "unreachable",
  ],
  "compresses though nobody asked": [
    (socket) =>
      void socket.end(
        Buffer.concat([
          Buffer.from(`${FINE}Content-Encoding: gzip\r\n\r\n`),
          gzipSync(Buffer.alloc(10_000 * KILOBYTE)),
        ]),
      ),
    "encoded",
  ],
};

describe("fetching for others", () => {
  const dns = setUpDns();
  const servers: Server[] = [];
  const sockets = new Set<Socket>();
  const ports = new Set<number>();
  const headersSeen: IncomingMessage["headers"][] = [];
  const asked: string[] = [];

  const listen = async (server: Server) => {
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    const { port } = server.address() as AddressInfo;
    ports.add(port);
    servers.push(server);
    server.on("connection", (socket) => {
      sockets.add(socket.on("error", () => undefined).once("close", () => sockets.delete(socket)));
    });
    return port;
  };
  const policy = (change: Partial<OutboundPolicy> = {}): OutboundPolicy => ({
    ...publicWeb(),
    allows: (address) => address === "127.0.0.1" || isPublicAddress(address),
    allowsPort: (port) => ports.has(port),
    servers: [dns.server],
    ca: cert,
    ...change,
  });
  const request = (change: Partial<OutboundRequest> = {}): OutboundRequest => ({
    lane: "provider",
    keys: {},
    policy: policy(),
    headers: { accept: "*/*", "accept-encoding": "identity" },
    totalMs: 1500,
    bytes: 100 * KILOBYTE,
    redirects: 3,
    body: "wanted",
    ...change,
  });

  let web = "";
  let webPort = 0;
  const routes: Record<string, RequestListener> = {
    "/good": (_, response) => response.end("good"),
    "/cookie": (_, response) => response.writeHead(302, { location: "/good", "set-cookie": "a=b" }).end(),
    "/circle": (_, response) => response.writeHead(302, { location: "/circle" }).end(),
    "/away": (_, response) => response.writeHead(302, { location: "http://169.254.169.254/" }).end(),
    "/to-name": (_, response) => response.writeHead(302, { location: `http://private.example:${webPort}/good` }).end(),
    "/to-secret": (_, response) => response.writeHead(302, { location: "http://user:pass@web.example/" }).end(),
    "/to-ftp": (_, response) => response.writeHead(302, { location: "ftp://web.example/" }).end(),
  };

  beforeAll(async () => {
    webPort = await listen(
      createHttp((incoming, response) => {
        headersSeen.push(incoming.headers);
        asked.push(incoming.url ?? "");
        const route = routes[incoming.url ?? ""];
        if (route) route(incoming, response);
        else response.writeHead(404).end("nothing");
      }),
    );
    web = `http://web.example:${webPort}`;
  });
  beforeEach(() => {
    Object.assign(dns.names, {
      "web.example": { addresses: ["127.0.0.1"] },
      "private.example": { addresses: ["10.0.0.1"] },
      "tls.example": { addresses: ["127.0.0.1"] },
      "other.example": { addresses: ["127.0.0.1"] },
    });
    headersSeen.splice(0);
    asked.splice(0);
  });
  afterEach(() => vi.unstubAllEnvs());
  afterAll(() => {
    for (const socket of sockets) socket.destroy();
    for (const server of servers) server.close();
  });

  it("sends what it is told to, and nothing of before", async () => {
    vi.stubEnv("HTTP_PROXY", "http://127.0.0.1:1");
    vi.stubEnv("http_proxy", "http://127.0.0.1:1");
    expect(await fetchOutbound(`${web}/cookie`, request())).toMatchObject({
      ok: true,
      status: 200,
      bytes: Buffer.from("good"),
    });
    expect(headersSeen[1]).toEqual({
      host: `web.example:${webPort}`,
      accept: "*/*",
      "accept-encoding": "identity",
      connection: "close",
    });
  });

  it.each(Object.entries(RAW))("ends with a server that %s", async (_, [behave, error]) => {
    let read = 0;
    const port = await listen(
      createTcp((socket) => {
        socket.once("data", () => behave(socket));
        socket.once("close", () => (read = socket.bytesWritten));
      }),
    );
    const got = await fetchOutbound(`http://web.example:${port}/`, request());
    expect(got).toEqual({ ok: false, error });
    // Nothing is left open, and no more was taken than systems keep in between.
    await vi.waitFor(() => expect([...sockets].filter((socket) => socket.localPort === port)).toEqual([]), 5000);
    expect(read).toBeLessThan(16 * KILOBYTE * KILOBYTE);
  });

  it("never waits for TLS that is not completed", async () => {
    const port = await listen(createTcp((socket) => void socket.resume()));
    expect(await fetchOutbound(`https://tls.example:${port}/`, request())).toEqual({ ok: false, error: "timeout" });
    await vi.waitFor(() => expect([...sockets].filter((socket) => socket.localPort === port)).toEqual([]), 5000);
  });

  it("speaks TLS with who proves the name only", async () => {
    const port = await listen(createHttps({ key, cert }, (_, response) => response.end("sealed")));
    dns.names["wrong.example"] = { addresses: ["127.0.0.1"] };
    expect(await fetchOutbound(`https://tls.example:${port}/`, request())).toMatchObject({
      ok: true,
      bytes: Buffer.from("sealed"),
    });
    expect(await fetchOutbound(`https://wrong.example:${port}/`, request())).toEqual({
      ok: false,
      error: "unreachable",
    });
    expect(await fetchOutbound(`https://tls.example:${port}/`, request({ policy: policy({ ca: undefined }) }))).toEqual(
      { ok: false, error: "unreachable" },
    );
  });

  it("counts what arrives over TLS too", async () => {
    const port = await listen(
      createHttps({ key, cert }, (_, response) => {
        response.writeHead(200);
        const more = () => {
          while (!response.destroyed)
            if (!response.write(Buffer.alloc(64 * KILOBYTE))) return void response.once("drain", more);
        };
        more();
      }),
    );
    expect(await fetchOutbound(`https://tls.example:${port}/`, request())).toEqual({ ok: false, error: "too_large" });
  });

  it.each([
    ["/circle", "redirects"],
    ["/away", "refused"],
    ["/to-name", "refused"],
    ["/to-secret", "refused"],
    ["/to-ftp", "refused"],
  ])("follows %s no further than allowed", async (path, error) => {
    expect(await fetchOutbound(web + path, request())).toEqual({ ok: false, error });
    expect(asked).not.toContain("/good");
    expect(asked.length).toBeLessThanOrEqual(4);
  });

  it("gives a redirect as it is to who follows none", async () => {
    expect(await fetchOutbound(`${web}/circle`, request({ redirects: 0 }))).toMatchObject({ ok: true, status: 302 });
    expect(asked).toEqual(["/circle"]);
  });

  it.each([
    [["10.0.0.1"]],
    [["127.0.0.2"]],
    [["169.254.169.254"]],
    [["::1"]],
    [["::ffff:127.0.0.1"]],
    [["127.0.0.1", "10.0.0.1"]],
    [["127.0.0.1", "fd00::1"]],
  ])("asks no name that leads to %j, also behind a chain", async (addresses) => {
    dns.names["web.example"] = { addresses };
    dns.names["chain.example"] = { chain: ["one.example", "two.example"], addresses };
    expect(await fetchOutbound(`${web}/good`, request())).toEqual({ ok: false, error: "refused" });
    expect(await fetchOutbound(`http://chain.example:${webPort}/good`, request())).toEqual({
      ok: false,
      error: "refused",
    });
    expect(asked).toEqual([]);
  });

  it("connects to what it has checked, though the name leads elsewhere a moment later", async () => {
    dns.names["web.example"] = { addresses: ["10.0.0.1"], next: [["127.0.0.1"], ["127.0.0.1"]] };
    expect(await fetchOutbound(`${web}/good`, request())).toMatchObject({ ok: true, bytes: Buffer.from("good") });
    expect(dns.names["web.example"].next).toEqual([]);
    dns.names["web.example"].next = [["127.0.0.1"], ["127.0.0.1"]];
    expect(await fetchOutbound(`${web}/cookie`, request())).toEqual({ ok: false, error: "refused" });
    expect(asked).toEqual(["/good", "/cookie"]);
  });

  it("gives a silent name server no more time than the whole has", async () => {
    dns.names["web.example"] = { silent: "both" };
    expect(await fetchOutbound(`${web}/good`, request({ totalMs: 400 }))).toEqual({ ok: false, error: "timeout" });
  });

  it("knows no names of this machine's hosts file when strangers give them", async () => {
    expect(await fetchOutbound(`http://hosts-file-name:${webPort}/good`, request())).toEqual({
      ok: false,
      error: "unreachable",
    });
    expect(await fetchOutbound(`http://localhost:${webPort}/good`, request())).toEqual({ ok: false, error: "refused" });
    expect(asked).toEqual([]);
  });

  it("takes what is as large as allowed, and a status alone where no body is wanted", async () => {
    routes["/fits"] = (_, response) => response.end(Buffer.alloc(100 * KILOBYTE));
    routes["/over"] = (_, response) => response.end(Buffer.alloc(100 * KILOBYTE + 1));
    expect(await fetchOutbound(`${web}/fits`, request())).toMatchObject({ ok: true });
    expect(await fetchOutbound(`${web}/over`, request())).toEqual({ ok: false, error: "too_large" });
    expect(await fetchOutbound(`${web}/over`, request({ body: "unwanted" }))).toMatchObject({
      ok: true,
      status: 200,
      bytes: Buffer.alloc(0),
    });
    expect(await fetchOutbound(`${web}/missing`, request())).toMatchObject({
      ok: true,
      status: 404,
      bytes: Buffer.alloc(0),
    });
  });

  it("gives its place back, whatever came of it", async () => {
    const silent = await listen(createTcp(() => undefined));
    const slow = () =>
      fetchOutbound(
        `http://web.example:${silent}/`,
        request({ lane: "logo", keys: { address: "same" }, totalMs: 300 }),
      );
    const got = await Promise.all(Array.from({ length: 6 }, slow));
    expect(got.map((one) => !one.ok && one.error)).toEqual([
      "timeout",
      "timeout",
      "timeout",
      "timeout",
      "busy",
      "busy",
    ]);
    expect(await fetchOutbound(`${web}/good`, request({ lane: "logo", keys: { address: "same" } }))).toMatchObject({
      ok: true,
    });
  });
});
