import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cleanHead } from "@/lib/connector/streams/clean-head";
import { readTidyHead } from "@/lib/connector/streams/tidy-head";

const TIDY = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\nConnection: keep-alive";

const namesOf = (head: string) =>
  head
    .trimEnd()
    .split("\r\n")
    .slice(1)
    .map((line) => line.replace(/:.*/, "").toLowerCase())
    .sort();

describe("a printer's head that is as it should be", () => {
  it.each([
    [TIDY, "GET", { isChunked: false, length: 5, bodiless: false }],
    ["HTTP/1.1 200 OK\r\ntransfer-encoding: chunked", "GET", { isChunked: true, length: undefined }],
    ["HTTP/1.1 404 Not Found", "GET", { status: 404, length: undefined }],
    ['HTTP/1.1 304 Not Modified\r\nETag: "1"', "GET", { bodiless: true, length: undefined }],
  ])("is read as it is: %j", (head, method, expected) => {
    expect(readTidyHead(head, method)).toMatchObject(expected);
  });

  it.each([
    ["an old version", "HTTP/1.0 200 OK\r\nContent-Length: 5"],
    ["an answer before the answer", "HTTP/1.1 100 Continue"],
    ["another protocol's beginning", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket"],
    ["two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 5"],
    ["a length beside chunks", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked"],
    ["a list of lengths", "HTTP/1.1 200 OK\r\nContent-Length: 5, 5"],
    ["a length with a sign", "HTTP/1.1 200 OK\r\nContent-Length: +5"],
    ["a coding that is not undone", "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked"],
    ["a body where none may be", "HTTP/1.1 204 No Content\r\nContent-Length: 5"],
    ["chunks where none may be", "HTTP/1.1 304 Not Modified\r\nTransfer-Encoding: chunked"],
    ["a bare line feed", "HTTP/1.1 200 OK\nContent-Length: 5"],
    ["a bare carriage return", "HTTP/1.1 200 OK\r\nX-A: b\rContent-Length: 5"],
    ["a folded line", "HTTP/1.1 200 OK\r\nX-A: b\r\n c"],
    ["a blank before the colon", "HTTP/1.1 200 OK\r\nContent-Length : 5"],
    ["a control byte", "HTTP/1.1 200 OK\r\nX-A: \x01"],
  ])("is not one with %s", (_, head) => {
    expect(readTidyHead(head, "GET")).toBeUndefined();
  });

  it("says the same as the head that is written anew in its place, whatever it holds", () => {
    const name = fc.constantFrom("Content-Length", "transfer-encoding", "Connection", "X-A", "X A", "");
    const value = fc.constantFrom(
      "5",
      "0",
      "05",
      " 5 ",
      "",
      "chunked",
      "Chunked",
      "identity",
      "close",
      "b\x80",
      "\x01",
    );
    const between = fc.constantFrom(": ", ":", " :", ":\t");
    const end = fc.constantFrom("\r\n", "\r\n", "\r\n", "\n", "\r", "\r\n ");
    const line = fc.tuple(end, name, between, value).map((parts) => parts.join(""));
    const first = fc.constantFrom(
      "HTTP/1.1 200 OK",
      "HTTP/1.1 204 ",
      "HTTP/1.1 100 Go",
      "HTTP/1.0 200 OK",
      "ICY 200 OK",
    );
    const head = fc.tuple(first, fc.array(line, { maxLength: 4 })).map(([start, lines]) => start + lines.join(""));
    let read = 0;
    fc.assert(
      fc.property(head, fc.constantFrom("GET", "HEAD", "POST"), (text, method) => {
        const tidy = readTidyHead(text, method);
        if (!tidy) return;
        read++;
        const { head: written, ...cleaned } = cleanHead(text, method) ?? { head: "" };
        expect(cleaned).toEqual(tidy);
        expect(namesOf(written)).toEqual(namesOf(text));
      }),
      { numRuns: 5000 },
    );
    expect(read).toBeGreaterThan(200);
  });
});
