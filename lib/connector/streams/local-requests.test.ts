import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { setUpLocalRequests } from "@/lib/connector/streams/test-local-requests";
import { valuesOf } from "@/lib/connector/streams/test-strict-printer";
import type { Pair } from "@/lib/octostream/messages";
import { until } from "@/tests/support/plugin";

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"];
const FORGED = "POST /forged HTTP/1.1\r\nHost: printer\r\nContent-Length: 0\r\n\r\n";

describe("a relayed request on its way to the printer", () => {
  const { printer, send, open, isOver, seenAt } = setUpLocalRequests();

  it(
    "has exactly the bytes that were announced, or is no whole request: by any method",
    { timeout: 60_000 },
    async () => {
      const pieces = fc
        .array(fc.oneof(fc.constant(FORGED), fc.string({ maxLength: 40 })), { maxLength: 4 })
        .map((texts) => texts.map((text) => Buffer.from(text)));
      await fc.assert(
        fc.asyncProperty(
          fc.constantFrom(...METHODS),
          pieces,
          fc.constantFrom(-1, 0, 1, -3, 7),
          fc.boolean(),
          async (method, all, off, inOpening) => {
            printer.reset();
            await until("no connection is left of the try before", () => printer.open === 0);
            const whole = Buffer.concat(all);
            // -1: of unknown length. Else the length, or one that is off by some bytes.
            const fullSize = off === -1 ? -1 : Math.max(0, whole.length + off);
            const [first, ...rest] = inOpening ? all : [undefined, ...all];
            const target = open(method, { fullSize, data: first });
            for (const data of rest) send({ data });
            send({ isDataDone: true });
            const isRight = fullSize === -1 || fullSize === whole.length;
            const frame = await isOver();
            expect(frame.statusCode).toBe(isRight ? 200 : 0);
            if (!isRight) await until("the printer's connection ended", () => printer.open === 0);
            const complete = seenAt(target).filter((request) => request.complete);
            expect(complete.map(({ body }) => body.toString())).toEqual(isRight ? [whole.toString()] : []);
            expect(printer.broken).toEqual([]);
            expect(seenAt("/forged")).toEqual([]);
          },
        ),
        { numRuns: 150 },
      );
    },
  );

  it.each([
    ["GET", undefined],
    ["HEAD", undefined],
    ["DELETE", undefined],
    ["OPTIONS", undefined],
    ["POST", "0"],
    ["PUT", "0"],
    ["PATCH", "0"],
  ])("says of no body what servers want to hear: %s", async (method, length) => {
    const target = open(method);
    await isOver();
    expect(seenAt(target)).toMatchObject([{ method, complete: true }]);
    expect(valuesOf(seenAt(target)[0]!, "content-length")).toEqual(length === undefined ? [] : [length]);
    expect(valuesOf(seenAt(target)[0]!, "transfer-encoding")).toEqual([]);
  });

  it.each<[string, string, string, Pair[]]>([
    ["a line of its own in the method", "GET / HTTP/1.1\r\nX: y\r\n\r\nPOST", "/x", []],
    ["a method in small letters", "get", "/x", []],
    ["CONNECT", "CONNECT", "/x", []],
    ["a line of its own in the address", "GET", "/x HTTP/1.1\r\nX-Forged: 1\r\n\r\nPOST /forged", []],
    ["a blank in the address", "GET", "/x y", []],
    ["a letter beyond a byte in the address", "GET", "/x\u010ay", []],
    ["a fragment in the address", "GET", "/x#y", []],
    ["another host's address", "GET", "http://127.0.0.1/", []],
  ])("does not leave with %s, as HTTP or as a WebSocket", async (_, method, url, headers) => {
    open(method, { isDataDone: true }, headers, url);
    expect(await isOver()).toMatchObject({ statusCode: 0 });
    open(method, { isWebsocket: true, controlOnly: true }, headers, url);
    expect(await isOver()).toMatchObject({ statusCode: 0 });
    expect([printer.seen, printer.broken]).toEqual([[], []]);
  });

  it("leaves without what cannot be a header, or says something untrue of the way", async () => {
    const untrue: Pair[] = [
      ["X-A", "1\r\nX-Forged: 1"],
      ["X-B\r\nX-Forged", "1"],
      ["X-C", "1\nX-Forged: 1"],
      ["X-D: 1", "2"],
      ["X-E", "\u010aX-Forged: 1"],
      ["X-F", "\x00"],
      ["", "x"],
      ["Content-Length", "5"],
      ["content_length", "5"],
      ["Transfer-Encoding", "chunked"],
      ["Transfer_Encoding", "chunked"],
      ["Transfer.Encoding", "chunked"],
      ["Expect", "100-continue"],
      ["X_Forwarded_For", "127.0.0.1"],
      ["x-forwarded.user", "admin"],
      ["Connection", "upgrade"],
      ["Upgrade", "h2c"],
    ];
    const target = open("POST", { fullSize: 2, data: Buffer.from("ok"), isDataDone: true }, [
      ...untrue,
      ["X-Good", "yes"],
    ]);
    await isOver();
    const [request] = seenAt(target);
    expect(request?.body.toString()).toBe("ok");
    expect(request?.headers.map(([name]) => name.toLowerCase()).sort()).toEqual([
      "accept-encoding",
      "connection",
      "content-length",
      "host",
      "user-agent",
      "x-forwarded-host",
      "x-forwarded-proto",
      "x-good",
    ]);
  });

  it("is over, and breaks nothing, when the printer changes to another protocol that nobody asked it to", async () => {
    printer.answer = () => "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: other\r\n\r\n";
    open("GET");
    expect(await isOver()).toMatchObject({ statusCode: 0 });
  });
});
