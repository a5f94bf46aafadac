import { connect, type Socket } from "node:net";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { StrictPrinter, valuesOf } from "@/lib/connector/streams/test-strict-printer";
import { setUpDatabase } from "@/tests/support/database";
import { setUpGateway } from "@/tests/support/gateway";
import { until } from "@/tests/support/plugin";
import { ask, AUTHORIZATION, relayHost, setUpRelay } from "@/tests/support/relay";

/** What an app would like the printer to take for a request of its own making. */
const FORGED = "POST /forged HTTP/1.1\r\nHost: printer\r\nX-Forwarded-For: 127.0.0.1\r\nContent-Length: 0\r\n\r\n";

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND"];

const chunk = (body: string) => (body === "" ? "" : `${body.length.toString(16)}\r\n${body}\r\n`);
const chunked = (body: string, cut: number) => `${chunk(body.slice(0, cut))}${chunk(body.slice(cut))}0\r\n\r\n`;

type Framed = { headers: string[]; sent: string; version?: string };

/** Right ways to say where a body ends, each with the bytes that it takes. `cut` is somewhere within the body. */
const RIGHT: Record<string, (body: string, cut: number) => Framed> = {
  "a length": (body) => ({ headers: [`Content-Length: ${body.length}`], sent: body }),
  "a length with zeros before it": (body) => ({
    headers: [`content-length: 000000000000000000${body.length}`],
    sent: body,
  }),
  chunks: (body, cut) => ({ headers: ["Transfer-Encoding: chunked"], sent: chunked(body, cut) }),
  "chunks in capitals": (body, cut) => ({ headers: ["TRANSFER-ENCODING: CHUNKED"], sent: chunked(body, cut) }),
  "chunks with extensions and trailers": (body) => ({
    headers: ["Transfer-Encoding: chunked", "Trailer: X-Forwarded-For"],
    sent: `${body.length.toString(16)};a="b"\r\n${body}\r\n0\r\nX-Forwarded-For: 127.0.0.1\r\n\r\n`,
  }),
  "a length and names that CGI takes for others": (body) => ({
    headers: [
      `Content-Length: ${body.length}`,
      "Transfer_Encoding: chunked",
      "Content_Length: 3",
      "X_Forwarded_For: 127.0.0.1",
      "Transfer.Encoding: chunked",
    ],
    sent: body,
  }),
  "chunks, and a wish to drop what says so": (body, cut) => ({
    headers: ["Transfer-Encoding: chunked", "Connection: keep-alive, Transfer-Encoding, Content-Length"],
    sent: chunked(body, cut),
  }),
  "a length, waiting for a go-ahead": (body) => ({
    headers: [`Content-Length: ${body.length}`, "Expect: 100-continue"],
    sent: body,
  }),
  "a length, as of old": (body) => ({ headers: [`Content-Length: ${body.length}`], sent: body, version: "HTTP/1.0" }),
};

/** Ways on which two readers may differ, or that no reader here undoes: none reaches the printer. */
const UNCLEAR: Record<string, (body: string, cut: number) => Framed> = {
  "a length beside chunks": (body, cut) => ({
    headers: [`Content-Length: ${body.length}`, "Transfer-Encoding: chunked"],
    sent: chunked(body, cut),
  }),
  "chunks beside a length": (body) => ({
    headers: ["Transfer-Encoding: chunked", "Content-Length: 5"],
    sent: `0\r\n\r\n${body}`,
  }),
  "two lengths": (body, cut) => ({
    headers: [`Content-Length: ${cut}`, `Content-Length: ${body.length + 1}`],
    sent: body,
  }),
  "two lengths in one": (body, cut) => ({ headers: [`Content-Length: ${cut}, ${body.length}`], sent: body }),
  "a length with a sign": (body) => ({ headers: [`Content-Length: +${body.length}`], sent: body }),
  "a length in hex": (body) => ({ headers: [`Content-Length: 0x${body.length.toString(16)}`], sent: body }),
  "an empty length": (body) => ({ headers: ["Content-Length:"], sent: body }),
  "another coding before chunks": (body, cut) => ({
    headers: ["Transfer-Encoding: gzip, chunked"],
    sent: chunked(body, cut),
  }),
  "another coding": (body) => ({ headers: ["Transfer-Encoding: identity"], sent: body }),
  "chunks twice": (body, cut) => ({
    headers: ["Transfer-Encoding: chunked", "Transfer-Encoding: chunked"],
    sent: chunked(body, cut),
  }),
  "chunks before another coding": (body, cut) => ({
    headers: ["Transfer-Encoding: chunked, identity"],
    sent: chunked(body, cut),
  }),
  "a blank before the colon": (body, cut) => ({ headers: ["Transfer-Encoding : chunked"], sent: chunked(body, cut) }),
  "a folded header": (body, cut) => ({ headers: ["Transfer-Encoding:\r\n chunked"], sent: chunked(body, cut) }),
  "a bare line feed": (body) => ({ headers: [`X: y\nContent-Length: ${body.length}`], sent: body }),
  "a bare carriage return": (body) => ({ headers: [`X: y\rContent-Length: ${body.length}`], sent: body }),
  "chunks as of old": (body, cut) => ({
    headers: ["Transfer-Encoding: chunked"],
    sent: chunked(body, cut),
    version: "HTTP/1.0",
  }),
  "a length among the trailers": (body) => ({
    headers: ["Transfer-Encoding: chunked"],
    sent: `${body.length.toString(16)}\r\n${body}\r\n0\r\nContent-Length: 7\r\n\r\n`,
  }),
  "a chunk's size that is none": (body) => ({
    headers: ["Transfer-Encoding: chunked"],
    sent: `-1\r\n${body}\r\n0\r\n\r\n`,
  }),
};

const bodies = fc.oneof(
  fc.constant(FORGED),
  fc.constant(`0\r\n\r\n${FORGED}`),
  fc.constant('{"command":"cancel"}'),
  fc.string({ minLength: 1, maxLength: 300 }).filter((text) => /^[\0-\xff]*$/.test(text)),
  fc.integer({ min: 1, max: 200_000 }).map((size) => FORGED.repeat(Math.ceil(size / FORGED.length)).slice(0, size)),
);

describe("an app's bytes at the printer's host", () => {
  const printer = new StrictPrinter();
  beforeAll(() => printer.listen());
  setUpDatabase();
  const portal = setUpGateway();
  const relay = setUpRelay(portal, { origin: () => printer.origin });
  beforeEach(() => printer.reset());
  afterAll(() => printer.close());

  let last = 0;
  const newTarget = () => `/r${++last}`;
  const head = (method: string, target: string, { headers, version = "HTTP/1.1" }: Omit<Framed, "sent">) =>
    [
      `${method} ${target} ${version}`,
      `Host: ${relayHost(relay)}`,
      `Authorization: ${AUTHORIZATION}`,
      ...headers,
      "",
      "",
    ].join("\r\n");

  const dial = async (): Promise<Socket> => {
    const socket = connect(relay.port, "127.0.0.1");
    socket.on("error", () => undefined);
    await new Promise((resolve) => socket.once("connect", resolve));
    return socket;
  };

  /** Writes bytes as they are. @returns the status of the first answer, or 0 when the connection ended without one */
  const tell = async (bytes: string): Promise<number> => {
    const socket = await dial();
    let answer = "";
    const over = new Promise<void>((resolve) => {
      socket.once("close", () => resolve());
      socket.on("data", (piece: Buffer) => {
        answer += piece.toString("latin1");
        if (/^HTTP\/1\.1 (101|[2-9]\d\d) .*\r\n\r\n/ms.test(answer.replace(/^HTTP\/1\.1 100 Continue\r\n\r\n/, "")))
          resolve();
      });
    });
    socket.write(bytes, "latin1");
    await over;
    socket.destroy();
    return Number(/^HTTP\/1\.1 (\d+)/.exec(answer.replace(/^HTTP\/1\.1 100 Continue\r\n\r\n/, ""))?.[1] ?? 0);
  };

  /** What must never be, whatever an app sends; and that the next request of anybody is answered as it should be. */
  const expectNothingForged = async () => {
    const target = newTarget();
    const reply = await ask(relay, target);
    expect([reply.status, reply.body.toString()]).toEqual([200, "ok"]);
    expect(printer.broken).toEqual([]);
    expect(printer.seen.filter((request) => request.target === "/forged")).toEqual([]);
    expect(printer.seen.filter((request) => request.target === target)).toMatchObject([
      { method: "GET", complete: true },
    ]);
    for (const request of printer.seen) {
      for (const name of [
        "x-forwarded-for",
        "x_forwarded_for",
        "transfer_encoding",
        "transfer.encoding",
        "content_length",
        "expect",
        "trailer",
      ]) {
        expect(valuesOf(request, name)).toEqual([]);
      }
    }
    printer.reset();
  };

  const seenAt = (target: string) => printer.seen.filter((request) => request.target === target);

  it.each(Object.keys(RIGHT))(
    "are one request with its whole body, by any method: %s",
    { timeout: 60_000 },
    async (name) => {
      const frame = RIGHT[name]!;
      await fc.assert(
        fc.asyncProperty(
          fc.constantFrom(...METHODS),
          bodies,
          fc.nat(300),
          fc.boolean(),
          async (method, body, cut, lax) => {
            const target = newTarget();
            const framed = frame(body, Math.min(cut, body.length));
            printer.lax = lax;
            expect(await tell(`${head(method, target, framed)}${framed.sent}`)).toBe(200);
            const [request, ...others] = seenAt(target);
            expect(others).toEqual([]);
            expect(request).toMatchObject({ method, complete: true });
            // A server that knows no body here is told to end the connection, or it would read on.
            expect(valuesOf(request!, "connection")).toEqual(["close"]);
            if (!lax || !/^(GET|HEAD|DELETE|OPTIONS)$/.test(method))
              expect(request!.body.equals(Buffer.from(body, "latin1"))).toBe(true);
            await expectNothingForged();
          },
        ),
        { numRuns: 25 },
      );
    },
  );

  it.each(Object.keys(UNCLEAR))("are nothing where they are unclear: %s", { timeout: 60_000 }, async (name) => {
    const frame = UNCLEAR[name]!;
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...METHODS), bodies, fc.nat(300), async (method, body, cut) => {
        const target = newTarget();
        const framed = frame(body, Math.min(cut, body.length));
        expect(await tell(`${head(method, target, framed)}${framed.sent}`)).toBe(400);
        expect(seenAt(target).filter(({ complete }) => complete)).toEqual([]);
        await expectNothingForged();
      }),
      { numRuns: 10 },
    );
  });

  it("are one request without a body where none is announced, whatever follows", { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...METHODS), fc.constantFrom("", FORGED), async (method, behind) => {
        const target = newTarget();
        expect(await tell(`${head(method, target, { headers: [] })}${behind}`)).toBe(200);
        expect(seenAt(target)).toMatchObject([{ method, body: Buffer.alloc(0), complete: true }]);
        await expectNothingForged();
      }),
      { numRuns: 30 },
    );
  });

  it("are no whole request when the app goes away before the end of its body", { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...METHODS),
        bodies,
        fc.nat(300),
        fc.boolean(),
        fc.constantFrom("end", "destroy", "resetAndDestroy"),
        async (method, text, cut, inChunks, way) => {
          const target = newTarget();
          const body = `> ${text}`;
          const framed = inChunks ? RIGHT["chunks"]!(body, Math.min(cut, body.length)) : RIGHT["a length"]!(body, 0);
          const socket = await dial();
          socket.write(`${head(method, target, framed)}${framed.sent.slice(0, -1)}`, "latin1");
          await until("the printer has heard of it", () => printer.begun.has(target));
          socket[way as "end"]();
          await until("the printer's connection ended", () => seenAt(target).length > 0);
          expect(seenAt(target)).toMatchObject([{ complete: false }]);
          socket.destroy();
          await expectNothingForged();
        },
      ),
      { numRuns: 40 },
    );
  });

  it.each([
    ["a method that nobody knows", "PRINT /x HTTP/1.1"],
    ["a method in small letters", "get /x HTTP/1.1"],
    ["a method with a line feed", "GET\n/forged HTTP/1.1"],
    ["CONNECT", "CONNECT printer:80 HTTP/1.1"],
    ["an address with a blank", "GET /x y HTTP/1.1"],
    ["an address with a control character", "GET /x\x01y HTTP/1.1"],
    ["an address with a carriage return", "GET /x\ry HTTP/1.1"],
    ["an address with a fragment", "GET /x#y HTTP/1.1"],
    ["another server's address", "GET http://printer/x HTTP/1.1"],
    ["no address", "OPTIONS * HTTP/1.1"],
    ["a version to come", "GET /x HTTP/3.0"],
    ["a version of old", "GET /x"],
  ])("are nothing with %s", async (_, line) => {
    const lines = [line, `Host: ${relayHost(relay)}`, `Authorization: ${AUTHORIZATION}`, "", ""].join("\r\n");
    expect([0, 400, 505]).toContain(await tell(`${lines}${FORGED}`));
    expect(printer.seen).toEqual([]);
    await expectNothingForged();
  });

  it("are refused with a length that nobody could count, or that is too large", async () => {
    relay.limits.maxUploadFileSizeBytes = 10_000_000;
    for (const length of ["9007199254740993", "00000009999999999999999", "10000001"]) {
      expect(await tell(head("POST", newTarget(), { headers: [`Content-Length: ${length}`] }))).toBe(608);
    }
    relay.limits.maxUploadFileSizeBytes = 10 ** 9;
    expect(printer.seen).toEqual([]);
  });

  describe("in a WebSocket's handshake", () => {
    const HANDSHAKE = [
      "Connection: Upgrade",
      "Upgrade: websocket",
      "Sec-WebSocket-Version: 13",
      "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
    ];

    it("are one handshake where there is no body", async () => {
      for (const more of [[], ["Content-Length: 0"]]) {
        const target = newTarget();
        expect(await tell(head("GET", target, { headers: [...HANDSHAKE, ...more] }))).toBe(101);
        expect(seenAt(target)).toMatchObject([{ method: "GET", body: Buffer.alloc(0) }]);
        expect([
          ...valuesOf(seenAt(target)[0]!, "content-length"),
          ...valuesOf(seenAt(target)[0]!, "transfer-encoding"),
        ]).toEqual([]);
      }
      await expectNothingForged();
    });

    it.each<[string, string, string[], string, string?]>([
      ["a length and a body", "GET", [`Content-Length: ${FORGED.length}`], FORGED],
      ["a length and no body", "GET", ["Content-Length: 5"], ""],
      ["a body in chunks", "GET", ["Transfer-Encoding: chunked"], chunked(FORGED, 10)],
      ["both", "GET", ["Content-Length: 3", "Transfer-Encoding: chunked"], chunked(FORGED, 10)],
      ["a request behind it", "GET", [], FORGED],
      ["a message before the answer", "GET", [], "\x81\x80\0\0\0\0"],
      ["the method POST", "POST", ["Content-Length: 0"], ""],
      ["the method HEAD", "HEAD", [], ""],
      ["a version of old", "GET", [], "", "HTTP/1.0"],
    ])("are nothing with %s", async (_, method, more, behind, version = "HTTP/1.1") => {
      const target = newTarget();
      expect(await tell(`${head(method, target, { headers: [...HANDSHAKE, ...more], version })}${behind}`)).toBe(400);
      expect(seenAt(target)).toEqual([]);
      await expectNothingForged();
    });

    it("are nothing for another protocol", async () => {
      const headers = [
        "Connection: Upgrade, HTTP2-Settings",
        "Upgrade: h2c",
        "HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA",
      ];
      expect(await tell(head("GET", newTarget(), { headers }))).toBe(400);
      expect(printer.seen).toEqual([]);
    });
  });

  describe("and a printer's answer that goes on after its end", () => {
    const SECOND = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged";
    it.each<[string, string, string]>([
      ["to HEAD with a body", "HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"],
      ["to HEAD with another answer", "HEAD", `HTTP/1.1 200 OK\r\nContent-Length: ${SECOND.length}\r\n\r\n${SECOND}`],
      ["with status 204 and a body", "GET", "HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\nhello"],
      [
        "with status 304 and another answer",
        "GET",
        `HTTP/1.1 304 Not Modified\r\nContent-Length: ${SECOND.length}\r\n\r\n${SECOND}`,
      ],
      [
        "with status 304 and chunks",
        "GET",
        "HTTP/1.1 304 Not Modified\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
      ],
      ["with more bytes than announced", "GET", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokhello"],
      ["with another answer behind", "GET", `HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok${SECOND}`],
      [
        "in chunks with another answer behind",
        "GET",
        `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n${SECOND}`,
      ],
    ])("is no answer to the next request: %s", async (_, method, raw) => {
      for (const late of [false, true]) {
        const target = newTarget();
        const end = raw.indexOf("\r\n\r\n") + 4;
        let wrote = Promise.resolve();
        printer.answer = (request, socket) => {
          if (request.target !== target) return "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
          const cut = late ? Math.max(end, raw.indexOf("ok", end) + 2, raw.indexOf("0\r\n\r\n", end) + 5) : raw.length;
          socket.write(raw.slice(0, cut), "latin1");
          wrote = new Promise((resolve) => setTimeout(() => resolve(void socket.write(raw.slice(cut), "latin1")), 20));
          return undefined;
        };
        const reply = await ask(relay, target, { method });
        expect(reply.body.toString()).toBe(method === "HEAD" || reply.status !== 200 ? "" : "ok");
        await wrote;
        await new Promise((resolve) => setTimeout(resolve, 20));
        for (let i = 0; i < 3; i++) expect((await ask(relay, newTarget())).body.toString()).toBe("ok");
      }
    });
  });

  it("bring an answer that came before the end of the body, and nothing of the rest", async () => {
    const target = newTarget();
    printer.early = true;
    printer.answer = () => "HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno";
    expect(await tell(`${head("POST", target, { headers: ["Content-Length: 1000"] })}begun`)).toBe(413);
    await until("the printer's connection ended", () => printer.open === 0);
    expect(seenAt(target)).toMatchObject([{ complete: false }]);
    expect(printer.broken).toEqual([]);
  });
});
