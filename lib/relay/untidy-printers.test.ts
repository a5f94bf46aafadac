import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cleanHead } from "@/lib/connector/streams/clean-head";
import { setUpDatabase } from "@/tests/support/database";
import { setUpGateway } from "@/tests/support/gateway";
import { ask, setUpRelay } from "@/tests/support/relay";

const OK = "HTTP/1.1 200 OK";
const LENGTH = "Content-Length: 4";
const CHUNKS = `${OK}\r\nTransfer-Encoding: chunked\r\n\r\n`;
const answerOf = (...lines: string[]) => `${lines.join("\r\n")}\r\n\r\nbody`;

/** As printers' small servers write them, and curl reads them. */
const UNTIDY: Record<string, string> = {
  "a length beside chunks": `${OK}\r\nContent-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\n\r\n`,
  "chunks beside a length": `${OK}\r\nTransfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n4\r\nbody\r\n0\r\n\r\n`,
  "a length twice": answerOf(OK, LENGTH, LENGTH),
  "a list of lengths": answerOf(OK, "Content-Length: 4, 4"),
  "two lengths that differ": answerOf(OK, LENGTH, "Content-Length: 5"),
  "no length at all": answerOf(OK, "Content-Length: "),
  "a length with a sign": answerOf(OK, "Content-Length: +4"),
  "bare line feeds": `${OK}\n${LENGTH}\nX-A: b\n\nbody`,
  "line ends of both kinds": `${OK}\r\n${LENGTH}\nX-A: b\r\n\nbody`,
  "too many carriage returns": `${OK}\r\r\n${LENGTH}\r\r\n\r\r\nbody`,
  "a blank in a name": answerOf(OK, "X A: b", LENGTH),
  "a blank before the colon": answerOf(OK, "Content-Length : 4"),
  "a header without a colon": answerOf(OK, "nonsense", LENGTH),
  "a control byte in a value": answerOf(OK, "X-A: b\x01c", LENGTH),
  "a NUL in a value": answerOf(OK, "X-A: b\0c", LENGTH),
  "a carriage return in a value": answerOf(OK, "X-A: b\rSet-Cookie: x=1", LENGTH),
  "a folded header": answerOf(OK, "X-A: b", "\t c", LENGTH),
  "20 kB of headers": answerOf(OK, `X-A: ${"a".repeat(20_000)}`, LENGTH),
  "many headers": answerOf(OK, ...Array.from({ length: 120 }, (_, i) => `X-${i}: ${"a".repeat(150)}`), LENGTH),
  "no reason": answerOf("HTTP/1.1 200", LENGTH),
  "blanks in its first line": answerOf("HTTP/1.1   200   OK ", LENGTH),
  "small letters": answerOf("http/1.1 200 ok", LENGTH),
  "another protocol's name": answerOf("ICY 200 OK", LENGTH),
  "a version of old": answerOf("HTTP/1.0 200 OK"),
  "a version to come": answerOf("HTTP/2 200 OK", LENGTH),
  "empty lines first": `\r\n\n${answerOf(OK, LENGTH)}`,
  "a go-ahead first": `HTTP/1.1 100 Continue\r\n\r\n${answerOf(OK, LENGTH)}`,
  "early hints first": `HTTP/1.1 103 Early Hints\nLink: </a>\n\n${answerOf(OK, LENGTH)}`,
  "bare line feeds everywhere": `${OK}\nTransfer-Encoding: chunked\n\n2\nbo\n2\ndy\n0\n\n`,
  "blanks behind a chunk's size": `${CHUNKS}4  \r\nbody\r\n0\r\n\r\n`,
  "too many carriage returns in chunks": `${CHUNKS}4\r\r\nbody\r\r\n0\r\r\n\r\r\n`,
  "odd extensions of chunks": `${CHUNKS}4;\x01=(\r\nbody\r\n0\r\n\r\n`,
  "odd trailers": `${CHUNKS}4\r\nbody\r\n0\r\nX Y: \x01\r\nnonsense\r\n\r\n`,
  "no line behind the last chunk": `${CHUNKS}4\r\nbody\r\n0\r\n`,
  "chunks said twice": `${OK}\r\nTransfer-Encoding: chunked\r\n${CHUNKS.slice(OK.length + 2)}4\r\nbody\r\n0\r\n\r\n`,
  "a coding that is none": answerOf(OK, "Transfer-Encoding: identity", LENGTH),
  "letters of Latin 1": answerOf(OK, "X-A: b\xe9", LENGTH),
};

describe("a printer that answers untidily", () => {
  let answer = "";
  let pieces = 1;
  const printer = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.once("data", async () => {
      const bytes = Buffer.from(answer, "latin1");
      const size = Math.max(1, Math.ceil(bytes.length / pieces));
      for (let at = 0; at < bytes.length; at += size) {
        socket.write(bytes.subarray(at, at + size));
        if (pieces > 1) await new Promise((resolve) => setTimeout(resolve, 2));
      }
      socket.end();
    });
  });
  beforeAll(async () => void (await once(printer.listen(0, "127.0.0.1"), "listening")));
  afterAll(() => void printer.close());
  setUpDatabase();
  const relay = setUpRelay(setUpGateway(), {
    origin: () => `http://127.0.0.1:${(printer.address() as AddressInfo).port}`,
  });

  it.each(Object.keys(UNTIDY))(
    "with %s is read as curl reads it, whole or in pieces, whatever was asked",
    async (name) => {
      answer = UNTIDY[name] ?? "";
      for (const method of ["GET", "POST"])
        for (pieces of [1, 7]) {
          const reply = await ask(relay, "/", { method, maxHeaderSize: 256 * 1024 });
          expect([reply.status, reply.body.toString()]).toEqual([200, "body"]);
          expect(reply.headers).not.toHaveProperty("set-cookie");
        }
    },
  );

  it.each([
    ["204 with a length and a body", answerOf("HTTP/1.1 204 No Content", LENGTH), 204],
    ["304 with a length", answerOf("HTTP/1.1 304 Not Modified", LENGTH), 304],
  ])("%s has none", async (_, text, status) => {
    [answer, pieces] = [text, 1];
    const reply = await ask(relay, "/");
    expect([reply.status, reply.body.length]).toEqual([status, 0]);
  });

  it.each([
    ["something else", "220 mail.example ESMTP\r\n\r\n"],
    ["nothing", ""],
    ["half a head", "HTTP/1.1 200 OK\r\nContent-"],
    ["a status that is none", answerOf("HTTP/1.1 999 Odd", LENGTH)],
    ["more headers than anybody reads", answerOf(OK, `X-A: ${"a".repeat(300_000)}`, LENGTH)],
  ])("with %s is a fault on the way, and not said to be away", async (_, text) => {
    [answer, pieces] = [text, 1];
    expect((await ask(relay, "/")).status).toBe(600);
  });
});

describe("a clean head", () => {
  const line = fc.oneof(
    fc.string({ unit: "binary-ascii", maxLength: 20 }),
    fc
      .tuple(
        fc.constantFrom("Content-Length", "content-length ", "Transfer-Encoding", "X-A", "X A"),
        fc.constantFrom("4", "4, 4", "5", "chunked", "gzip, chunked", "", "+4", "identity", "b\rc"),
      )
      .map((pair) => pair.join(": ")),
  );
  const ending = fc.constantFrom("\r\n", "\n", "\r\r\n");

  it("says once where the body ends, holds headers alone, and is the same when it is cleaned again", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(line, ending)), fc.constantFrom("GET", "HEAD"), (lines, method) => {
        const cleaned = cleanHead(`HTTP/1.1 200 OK\r\n${lines.flat().join("")}`, method);
        expect(cleaned).toBeDefined();
        const all = cleaned?.head.split("\r\n") ?? [];
        expect(all.slice(-2)).toEqual(["", ""]);
        for (const header of all.slice(1, -2))
          expect(header).toMatch(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+: ?[\t\x20-\x7e\x80-\xff]*$/);
        expect(all.filter((header) => /^(content-length|transfer-encoding):/i.test(header)).length).toBeLessThanOrEqual(
          1,
        );
        expect(cleanHead(cleaned?.head.slice(0, -4) ?? "", method)).toEqual(cleaned);
      }),
    );
  });
});
