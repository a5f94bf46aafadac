import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeMessage } from "@/lib/octostream/decode-message";
import { encodeMessage } from "@/lib/octostream/encode-message";
import { MAX_ENTRIES, MAX_TEXT_BYTES } from "@/lib/octostream/message-limits";
import type { Message } from "@/lib/octostream/messages";

type Vector = { invalid?: true; type?: string; fields?: Record<string, unknown> };

const folder = path.resolve("lib/octostream/vectors");
const read = (name: string) => new Uint8Array(readFileSync(path.join(folder, `${name}.bin`)));
const vectors = readdirSync(folder)
  .filter((file) => file.endsWith(".json"))
  .map((file) => ({
    name: file.slice(0, -5),
    json: JSON.parse(readFileSync(path.join(folder, file), "utf8")) as Vector,
  }));
const valid = vectors.filter(({ json }) => !json.invalid);

const camel = (name: string) => name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

/** Puts a decoded value into the form the vectors' JSON uses. */
function like(expected: unknown, value: unknown): unknown {
  if (value instanceof Uint8Array) {
    const hashed = expected !== null && typeof expected === "object" && "sha256" in expected;
    const sha256 = () => createHash("sha256").update(value).digest("hex");
    return hashed ? { sha256: sha256(), length: value.length } : { hex: Buffer.from(value).toString("hex") };
  }
  if (Array.isArray(expected)) return value ?? [];
  if (expected === null || typeof expected !== "object" || typeof value !== "object" || value === null) return value;
  const fields = value as Record<string, unknown>;
  return Object.fromEntries(Object.entries(expected).map(([name, inner]) => [name, like(inner, fields[camel(name)])]));
}

const message = (name: string): Message => {
  const answer = decodeMessage(read(name));
  if (!answer.ok) throw new Error(answer.error);
  return answer.message;
};

const resend = (decoded: Message) => (decoded.type === "Summon" ? undefined : encodeMessage(decoded));

describe("protocol vectors", () => {
  it.each(valid)("$name is read with all its fields", ({ name, json }) => {
    const decoded = message(name);
    expect(decoded.type).toBe(json.type);
    expect(like(json.fields, decoded)).toEqual(json.fields);
  });

  it.each(valid)("$name says the same after writing and reading it again", ({ name }) => {
    const decoded = message(name);
    const bytes = resend(decoded);
    if (bytes) expect(decodeMessage(bytes)).toEqual({ ok: true, message: decoded });
  });

  it.each(vectors.filter(({ json }) => json.invalid))("$name is refused", ({ name }) => {
    expect(decodeMessage(read(name))).toMatchObject({ ok: false });
  });

  it("tells an unknown type, which may be ignored, from broken bytes", () => {
    expect(decodeMessage(read("bad-unknown-type"))).toEqual({ ok: false, error: "unknown_type" });
    expect(decodeMessage(read("bad-root-offset"))).toEqual({ ok: false, error: "bad_structure" });
  });
});

describe("limits of a message", () => {
  const withHeaders = (headers: [string, string][]) =>
    encodeMessage({ type: "StreamFrame", streamId: 1, http: { headers } });

  it("allows 200 headers and refuses one more", () => {
    const headers = (count: number) => Array.from({ length: count }, (): [string, string] => ["a", "b"]);
    expect(decodeMessage(withHeaders(headers(MAX_ENTRIES)))).toMatchObject({ ok: true });
    expect(decodeMessage(withHeaders(headers(MAX_ENTRIES + 1)))).toEqual({ ok: false, error: "too_many_entries" });
  });

  it("allows 64 KiB of text in all and refuses one byte more", () => {
    expect(decodeMessage(withHeaders([["a", "b".repeat(MAX_TEXT_BYTES - 1)]]))).toMatchObject({ ok: true });
    expect(decodeMessage(withHeaders([["a", "b".repeat(MAX_TEXT_BYTES)]]))).toEqual({
      ok: false,
      error: "too_much_text",
    });
  });

  it("counts a text at each place that names it", () => {
    const long = encodeMessage({
      type: "HandshakeReply",
      connectedAccounts: ["x".repeat(1000), ...Array.from({ length: 99 }, () => "")],
    });
    const bytes = Uint8Array.from(long);
    const view = new DataView(bytes.buffer);
    const vector =
      Array.from({ length: bytes.length - 4 }, (_, at) => at).find((at) => view.getUint32(at, true) === 100) ?? 0;
    const target = vector + 4 + view.getUint32(vector + 4, true);
    for (let i = 0; i < 100; i++) view.setUint32(vector + 4 + 4 * i, target - (vector + 4 + 4 * i), true);
    expect(decodeMessage(bytes)).toEqual({ ok: false, error: "too_much_text" });
  });

  it("refuses text that is not UTF-8", () => {
    const bytes = Uint8Array.from(encodeMessage({ type: "HandshakeReply", error: "marker" }));
    bytes[Buffer.from(bytes).indexOf("marker")] = 0xff;
    expect(decodeMessage(bytes)).toEqual({ ok: false, error: "not_utf8" });
  });

  it("refuses sizes that cannot be counted exactly", () => {
    const bytes = Uint8Array.from(encodeMessage({ type: "StreamFrame", originalSize: Number.MAX_SAFE_INTEGER }));
    const at = Buffer.from(bytes).indexOf(Buffer.from("ffffffffffff1f00", "hex"));
    bytes.fill(0xff, at, at + 8);
    expect(decodeMessage(bytes)).toEqual({ ok: false, error: "number_too_large" });
  });
});

/**
 * The same bytes in the middle of two larger buffers with different surroundings: an over-read would tell them apart.
 */
function decodeAmong(bytes: Uint8Array, filler: number) {
  const larger = new Uint8Array(bytes.length + 200_000).fill(filler);
  larger.set(bytes, 100_000);
  return decodeMessage(larger.subarray(100_000, 100_000 + bytes.length));
}

const neverMoreThanItself = (bytes: Uint8Array) => {
  const answer = decodeAmong(bytes, 0x41);
  expect(decodeAmong(bytes, 0x7a)).toEqual(answer);
  if (answer.ok && answer.message.type === "StreamFrame")
    expect(answer.message.data?.length ?? 0).toBeLessThanOrEqual(bytes.length);
};

describe("any bytes", () => {
  it("are refused or read, never thrown at, never read beyond their end", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 600 }), neverMoreThanItself), { numRuns: 300 });
  });

  it("behind a right prefix are refused or read", () => {
    const framed = fc.uint8Array({ minLength: 4, maxLength: 600 }).map((body) => {
      const bytes = new Uint8Array(body.length + 4);
      new DataView(bytes.buffer).setUint32(0, body.length, true);
      bytes.set(body, 4);
      return bytes;
    });
    fc.assert(fc.property(framed, neverMoreThanItself), { numRuns: 300 });
  });

  it("that were real messages before some of them changed are refused or read", () => {
    const change = fc.record({
      at: fc.nat(),
      value: fc.oneof(fc.nat(255), fc.constantFrom(0, 1, 4, 0x7f, 0x80, 0xff)),
    });
    const mutated = fc
      .tuple(fc.constantFrom(...valid.map(({ name }) => name)), fc.array(change, { minLength: 1, maxLength: 8 }))
      .map(([name, changes]) => {
        const bytes = read(name);
        for (const { at, value } of changes) bytes[4 + (at % (bytes.length - 4))] = value;
        return bytes;
      });
    fc.assert(fc.property(mutated, neverMoreThanItself), { numRuns: 2000 });
  });

  it("cut short anywhere, with a prefix that fits, are refused, or read whole when only padding was cut off", () => {
    const MOST_PADDING = 7;
    for (const { name } of valid) {
      const whole = read(name);
      const step = Math.ceil(whole.length / 150);
      for (let length = 8; length < whole.length; length += length + 2 * step > whole.length ? 1 : step) {
        const bytes = whole.slice(0, length);
        new DataView(bytes.buffer).setUint32(0, length - 4, true);
        const answer = decodeMessage(bytes);
        const isRead = answer.ok && whole.length - length <= MOST_PADDING;
        expect(answer, `${name}, ${length} of ${whole.length} bytes`).toEqual(
          isRead ? { ok: true, message: message(name) } : { ok: false, error: "bad_structure" },
        );
      }
    }
  });
});
