import { createServer as createHttps } from "node:https";
import { createServer as createTcp } from "node:net";
import { describe, expect, it, vi } from "vitest";
import { fetchOutbound } from "@/lib/outbound/fetch-outbound";
import { RAW } from "@/lib/outbound/test-raw-servers";
import { cert, key, KILOBYTE, setUpWeb } from "@/lib/outbound/test-web";

describe("fetching for others", () => {
  const web = setUpWeb();
  const { dns, listen, policy, request, headersSeen, asked, routes, sockets } = web;

  it("sends what it is told to, and nothing of before", async () => {
    vi.stubEnv("HTTP_PROXY", "http://127.0.0.1:1");
    vi.stubEnv("http_proxy", "http://127.0.0.1:1");
    expect(await fetchOutbound(`${web.origin}/cookie`, request())).toMatchObject({
      ok: true,
      status: 200,
      bytes: Buffer.from("good"),
    });
    expect(headersSeen[1]).toEqual({
      host: `web.example:${web.port}`,
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
    expect(await fetchOutbound(web.origin + path, request())).toEqual({ ok: false, error });
    expect(asked).not.toContain("/good");
    expect(asked.length).toBeLessThanOrEqual(4);
  });

  it("gives a redirect as it is to who follows none", async () => {
    expect(await fetchOutbound(`${web.origin}/circle`, request({ redirects: 0 }))).toMatchObject({
      ok: true,
      status: 302,
    });
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
    expect(await fetchOutbound(`${web.origin}/good`, request())).toEqual({ ok: false, error: "refused" });
    expect(await fetchOutbound(`http://chain.example:${web.port}/good`, request())).toEqual({
      ok: false,
      error: "refused",
    });
    expect(asked).toEqual([]);
  });

  it("connects to what it has checked, though the name leads elsewhere a moment later", async () => {
    dns.names["web.example"] = { addresses: ["10.0.0.1"], next: [["127.0.0.1"], ["127.0.0.1"]] };
    expect(await fetchOutbound(`${web.origin}/good`, request())).toMatchObject({
      ok: true,
      bytes: Buffer.from("good"),
    });
    expect(dns.names["web.example"].next).toEqual([]);
    dns.names["web.example"].next = [["127.0.0.1"], ["127.0.0.1"]];
    expect(await fetchOutbound(`${web.origin}/cookie`, request())).toEqual({ ok: false, error: "refused" });
    expect(asked).toEqual(["/good", "/cookie"]);
  });

  it("gives a silent name server no more time than the whole has", async () => {
    dns.names["web.example"] = { silent: "both" };
    expect(await fetchOutbound(`${web.origin}/good`, request({ totalMs: 400 }))).toEqual({
      ok: false,
      error: "timeout",
    });
  });

  it("knows no names of this machine's hosts file when strangers give them", async () => {
    expect(await fetchOutbound(`http://hosts-file-name:${web.port}/good`, request())).toEqual({
      ok: false,
      error: "unreachable",
    });
    expect(await fetchOutbound(`http://localhost:${web.port}/good`, request())).toEqual({
      ok: false,
      error: "refused",
    });
    expect(asked).toEqual([]);
  });

  it("takes what is as large as allowed, and a status alone where no body is wanted", async () => {
    routes["/fits"] = (_, response) => response.end(Buffer.alloc(100 * KILOBYTE));
    routes["/over"] = (_, response) => response.end(Buffer.alloc(100 * KILOBYTE + 1));
    expect(await fetchOutbound(`${web.origin}/fits`, request())).toMatchObject({ ok: true });
    expect(await fetchOutbound(`${web.origin}/over`, request())).toEqual({ ok: false, error: "too_large" });
    expect(await fetchOutbound(`${web.origin}/over`, request({ body: "unwanted" }))).toMatchObject({
      ok: true,
      status: 200,
      bytes: Buffer.alloc(0),
    });
    expect(await fetchOutbound(`${web.origin}/missing`, request())).toMatchObject({
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
    expect(
      await fetchOutbound(`${web.origin}/good`, request({ lane: "logo", keys: { address: "same" } })),
    ).toMatchObject({
      ok: true,
    });
  });
});
