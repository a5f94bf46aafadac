import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ChunkCleaner } from "@/lib/connector/streams/clean-chunks";

/** Cleans bytes that come in pieces of a size. */
function cleanIn(bytes: Buffer, size: number): { out: Buffer; own: number; isOver: boolean } {
  const cleaner = new ChunkCleaner();
  const out: Buffer[] = [];
  let own = 0;
  for (let at = 0; at < bytes.length; at += size) own += cleaner.take(bytes.subarray(at, at + size), out);
  const isOver = cleaner.isOver();
  cleaner.end(out);
  return { out: Buffer.concat(out), own, isOver };
}

/** By the letter of RFC 9112, 7.1. @returns the body, and whether it is whole; undefined: not by the letter */
function readStrictly(bytes: Buffer): { body: string; isWhole: boolean; isBroken: boolean } | undefined {
  let [text, body] = [bytes.toString("latin1"), ""];
  for (;;) {
    if (text === "") return { body, isWhole: false, isBroken: false };
    if (text === "!") return { body, isWhole: false, isBroken: true };
    const [line = "", digits = ""] = /^([0-9a-f]+)\r\n/.exec(text) ?? [];
    const size = parseInt(digits, 16);
    const end = line.length + size;
    if (!line || text.slice(end, end + 2) !== "\r\n") return undefined;
    body += text.slice(line.length, end);
    text = text.slice(end + 2);
    if (size === 0) return text === "" ? { body, isWhole: true, isBroken: false } : undefined;
  }
}

const ending = fc.constantFrom("\r\n", "\n", "\r\r\n", " \r\n", "\t\n", ";a=b\r\n", ";\x01=\xff\n");
const lineEnd = fc.constantFrom("\r\n", "\n", "\r\r\n");
const zeros = fc.constantFrom("", "0", "000");
const chunk = fc.tuple(fc.string({ unit: "binary-ascii", minLength: 1, maxLength: 40 }), zeros, ending, lineEnd);
const trailer = fc.constantFrom("", "X: y\r\n", "X Y: \x01\n", "Content-Length: 4\r\n");
const pieces = fc.integer({ min: 1, max: 50 });

describe("chunks as printers write them", () => {
  it("are read as they were meant, and written by the letter, in whatever pieces they come", () => {
    fc.assert(
      fc.property(fc.array(chunk), zeros, ending, trailer, lineEnd, pieces, (chunks, zero, last, rest, end, size) => {
        const written = chunks.map(
          ([text, pad, line, after]) => `${pad}${text.length.toString(16)}${line}${text}${after}`,
        );
        const bytes = Buffer.from(`${written.join("")}${zero}0${last}${rest}${end}NEXT`, "latin1");
        const { out, own, isOver } = cleanIn(bytes, size);
        const body = chunks.map(([text]) => text).join("");
        expect(readStrictly(out)).toEqual({ body, isWhole: true, isBroken: false });
        expect([own, isOver]).toEqual([bytes.length - "NEXT".length, true]);
      }),
    );
  });

  it("never become something that is read in two ways, whatever comes", () => {
    const text = fc.string({ unit: fc.constantFrom("0", "1", "a", "\r", "\n", ";", " ", "x", "!"), maxLength: 60 });
    fc.assert(
      fc.property(text, pieces, (bytes, size) => {
        const { out } = cleanIn(Buffer.from(bytes, "latin1"), size);
        const read = readStrictly(out);
        expect(read).toBeDefined();
        // Pieces may be cut elsewhere; what is read is the same.
        expect(readStrictly(cleanIn(out, size).out)).toEqual(read);
      }),
    );
  });

  it.each([
    ["with a size that is none", "xyz\r\n"],
    ["with an empty size", "\r\nbody"],
    ["with a size beyond all numbers", `${"f".repeat(14)}\r\n`],
    ["with more bytes than were said", "2\r\nbody\r\n0\r\n\r\n"],
  ])("%s are broken, and whoever reads on is told", (_, text) => {
    expect(readStrictly(cleanIn(Buffer.from(text), 3).out)).toMatchObject({ isBroken: true, isWhole: false });
  });

  it("are whole without the very last line, and not without the last chunk", () => {
    expect(readStrictly(cleanIn(Buffer.from("4\r\nbody\r\n0\r\n"), 3).out)).toMatchObject({
      body: "body",
      isWhole: true,
    });
    expect(readStrictly(cleanIn(Buffer.from("4\r\nbody\r\n"), 3).out)).toMatchObject({ body: "body", isWhole: false });
  });
});
