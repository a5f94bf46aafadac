import { deflateSync } from "node:zlib";
import { BSONRegExp, Code, DBRef, Decimal128, deserialize, Long, MinKey, ObjectId, serialize, Timestamp } from "bson";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inflateContent } from "@/lib/obico/inflate-content";
import { MAX_ELEMENTS, MAX_UPLOAD_BYTES } from "@/lib/obico/limits";
import { readBinary } from "@/lib/obico/read-messages";
import { readStatus } from "@/lib/obico/read-status";
import { resolveLocation } from "@/lib/obico/resolve-location";
import { writeRequest } from "@/lib/obico/write-messages";

type Response = Record<string, unknown>;

const RESPONSE = {
  status: 200,
  headers: { "X-A": "1" },
  content: Buffer.from("hello"),
  compressed: false,
  cookies: null,
};
const answer = (response: Response, ref: unknown = "r1") => serialize({ "http.tunnelv2": { ref, response } });
const unreadable = { kind: "unreadable" };

describe("what an agent may send", () => {
  it.each<[string, Uint8Array]>([
    ["no bytes", Buffer.alloc(0)],
    ["an empty document", serialize({})],
    ["a length that is too small", Buffer.from("0400000000", "hex")],
    ["a length below zero", Buffer.from("ffffffff00", "hex")],
    ["a length beyond the end", Buffer.from("ffffff7f00", "hex")],
    ["bytes behind the end", Buffer.concat([answer(RESPONSE), Buffer.from([0])])],
    ["two documents", Buffer.concat([answer(RESPONSE), answer(RESPONSE)])],
    ["text that is no UTF-8", Buffer.from(answer(RESPONSE).toString().replace("X-A", "X\xff\xfe"), "latin1")],
    ["a Long", answer({ ...RESPONSE, status: Long.fromNumber(200) })],
    ["a Timestamp", answer({ ...RESPONSE, status: Timestamp.fromBits(200, 0) })],
    ["code", answer({ ...RESPONSE, content: new Code("function(){}") })],
    ["code with a scope", answer({ ...RESPONSE, content: new Code("f", { a: 1 }) })],
    ["a DBRef for headers", answer({ ...RESPONSE, headers: new DBRef("a", new ObjectId()) })],
    ["a regular expression", answer({ ...RESPONSE, content: new BSONRegExp("(a+)+$", "") })],
    ["a date", answer({ ...RESPONSE, status: new Date(200) })],
    ["an ObjectId", answer(RESPONSE, new ObjectId())],
    ["a Decimal128", answer({ ...RESPONSE, status: Decimal128.fromString("200") })],
    ["a MinKey", answer({ ...RESPONSE, extra: new MinKey() })],
    ["half a status", answer({ ...RESPONSE, status: 200.5 })],
    ["a status below zero", answer({ ...RESPONSE, status: -1 })],
    ["headers that are none", answer({ ...RESPONSE, headers: ["a", { b: "c" }] })],
    ["a header that is an object", answer({ ...RESPONSE, headers: { a: {} } })],
    ["no content", answer({ status: 200, headers: {} })],
    ["a ref that is an object", answer(RESPONSE, { $ne: 1 })],
    ["an empty ref", answer(RESPONSE, "")],
    ["a long ref", answer(RESPONSE, "r".repeat(101))],
    [
      "too many headers",
      answer({
        ...RESPONSE,
        headers: Object.fromEntries(Array.from({ length: 250 }, (_, i) => [`a${i}`, "b"])),
      }),
    ],
    ["too much text in headers", answer({ ...RESPONSE, headers: { a: "b".repeat(70_000) } })],
    ["too many cookies", answer({ ...RESPONSE, cookies: Array(300).fill("a=b") })],
    [
      "too many elements",
      serialize({ a: Array(MAX_ELEMENTS + 1).fill(null), "http.tunnelv2": { ref: "r", response: RESPONSE } }),
    ],
    ["too deep", serialize({ a: { a: { a: { a: { a: { a: { a: 1 } } } } } } })],
    ["a message of no kind", serialize({ "ws.tunnel": { ref: "w", type: "connect", data: null } })],
    ["only a prototype", serialize(JSON.parse('{"__proto__":{"http.tunnelv2":{"ref":"r"}}}') as object)],
  ])("refuses %s", (_, bytes) => {
    expect(readBinary(bytes)).toEqual(unreadable);
  });

  it("knows nothing of a header that is called like a prototype, but its name", () => {
    const message = readBinary(
      answer({ ...RESPONSE, headers: JSON.parse('{"__proto__":"x","constructor":"y"}') as object }),
    );
    if (message.kind !== "answer") throw new Error("unreadable");
    expect(message.answer.headers).toContainEqual(["constructor", "y"]);
    expect(({} as Record<string, unknown>)["x"]).toBeUndefined();
    expect(Object.getPrototypeOf(message.answer)).toBe(Object.prototype);
  });

  it("reads any bytes without an exception, and what was cut never as an answer", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => void readBinary(bytes)));
    const whole = answer(RESPONSE);
    fc.assert(
      fc.property(fc.nat(whole.length - 1), (length) => {
        expect(readBinary(whole.subarray(0, length))).toEqual(unreadable);
      }),
    );
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(255), (at, value) => {
        const changed = Buffer.from(whole);
        changed[at] = value;
        readBinary(changed);
      }),
    );
  });

  it("refuses millions of small elements at once", () => {
    const bomb = Buffer.alloc(30_000_000, Buffer.from([0x0a, 0x61, 0x00]));
    bomb.writeInt32LE(bomb.length, 0);
    bomb[bomb.length - 1] = 0;
    const before = process.memoryUsage().heapUsed;
    expect(readBinary(bomb)).toEqual(unreadable);
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(10_000_000);
  });

  it("gives out bytes of the content alone, wherever the message lies in memory", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), fc.nat(64), (content, before) => {
        const frame = answer({ ...RESPONSE, content: Buffer.from(content) });
        const memory = Buffer.alloc(before + frame.length + 10, "secret");
        memory.set(frame, before);
        const message = readBinary(memory.subarray(before, before + frame.length));
        expect(message.kind === "answer" && Buffer.from(message.answer.content)).toEqual(Buffer.from(content));
      }),
    );
  });

  it("unpacks no more than was allowed", async () => {
    const bomb = deflateSync(Buffer.alloc(20_000_000));
    expect(bomb.length).toBeLessThan(25_000);
    expect(await inflateContent(bomb, 1_000_000)).toEqual({ ok: false, error: "too_large" });
    expect(await inflateContent(bomb.subarray(0, 100), 1_000_000_000)).toEqual({ ok: false, error: "broken" });
    expect(await inflateContent(Buffer.from("no zlib"), 1000)).toEqual({ ok: false, error: "broken" });
  });

  it("reads any text without an exception", () => {
    fc.assert(fc.property(fc.json(), (json) => void readStatus(Buffer.from(json))));
    fc.assert(fc.property(fc.uint8Array(), (bytes) => void readStatus(bytes)));
    for (const text of ["", "[]", "null", "1", '"a"', "[".repeat(100_000)])
      expect(readStatus(Buffer.from(text))).toBeUndefined();
    expect(readStatus(Buffer.from('{"settings":{"agent":{"name":"another"}},"__proto__":{"status":1}}'))).toEqual({
      agent: undefined,
      activity: undefined,
    });
  });
});

describe("what we send", () => {
  const request = { ref: "r", method: "post", path: "/", headers: { A: "b" } } as const;
  const reread = (written: Uint8Array) =>
    (deserialize(written, { promoteBuffers: true }) as Record<string, unknown>)["http.tunnelv2"];

  it("has exactly the keys that agents know, and a body of any bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.option(fc.nat(600)), (bytes, timeout) => {
        const data = Buffer.from(bytes);
        const sent = { ...request, data, ...(timeout !== null && { timeout }) };
        expect(reread(writeRequest(sent))).toEqual(sent);
      }),
    );
  });

  it("may have a body of the largest size", () => {
    const data = Buffer.alloc(MAX_UPLOAD_BYTES, 7);
    const written = writeRequest({ ...request, data });
    expect(written.length).toBeLessThan(data.length + 200);
    expect((reread(written) as { data: Buffer }).data.equals(data)).toBe(true);
  });
});

describe("a redirect's address", () => {
  it.each([
    ["http://127.0.0.1:5000/login/?next=%2F", "/login/?next=%2F"],
    ["https://localhost/a#b", "/a#b"],
    ["http://[::1]:80/", "/"],
    ["//127.0.0.1/a", "/a"],
    ["/relative", "/relative"],
    ["relative", "relative"],
    ["https://example.org/a", "https://example.org/a"],
    ["http://127.0.0.1.example.org/", "http://127.0.0.1.example.org/"],
    ["http://127.0.0.1//example.org/", "/example.org/"],
    ["http://127.0.0.1/\\example.org/", "/example.org/"],
    ["javascript:alert(1)", "javascript:alert(1)"],
  ])("%s becomes %s", (from, to) => expect(resolveLocation(from)).toBe(to));

  it("of the printer never leads to another host", () => {
    const parts = fc.array(fc.constantFrom("/", "\\", "a", "@", ":", ".", "%2f", "?", "#", "example.org"), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(parts, (path) => {
        const resolved = resolveLocation(`http://127.0.0.1:5000/${path.join("")}`);
        expect(new URL(resolved, "https://relay.test").host).toBe("relay.test");
      }),
    );
  });
});
