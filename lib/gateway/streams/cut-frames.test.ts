import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cutFrames, frameBoundary, type FrameSegment } from "@/lib/gateway/streams/cut-frames";

describe("the boundary of a webcam's stream", () => {
  it.each([
    ["multipart/x-mixed-replace;boundary=frame", "frame"],
    ["multipart/x-mixed-replace; boundary=frame; charset=x", "frame"],
    ['Multipart/X-Mixed-Replace; Boundary="a b;c"', "a b;c"],
    ["multipart/x-mixed-replace;boundary=--frame", "frame"],
    ["multipart/x-mixed-replace", undefined],
    ["multipart/x-mixed-replace; boundary=", undefined],
    ["multipart/x-mixed-replace; boundary=--", undefined],
    [`multipart/x-mixed-replace; boundary=${"x-".repeat(35)}`, "x-".repeat(35)],
    [`multipart/x-mixed-replace; boundary=${"x-".repeat(35)}y`, undefined],
    ["multipart/form-data; boundary=frame", undefined],
    ["image/jpeg", undefined],
    ["", undefined],
  ])("of %s is %s", (contentType, boundary) => {
    expect(frameBoundary(contentType)).toBe(boundary);
  });
});

/** Bytes in which the mark and its beginnings are likely. */
const soup = fc.array(
  fc.constantFrom("--frame", "--fra", "-", "--", "\r\n", "frame", "picture", "--frame--", "---frame"),
  { maxLength: 30 },
);
const cuts = fc.array(fc.nat(200), { maxLength: 10 });

function pieces(text: string, at: number[]): Buffer[] {
  const places = [...new Set(at.filter((place) => place < text.length))].sort((a, b) => a - b);
  return [0, ...places].map((from, i) => Buffer.from(text.slice(from, places[i] ?? text.length)));
}

function cutAll(text: string, at: number[]): { text: string; starts: number[] } {
  const cutter = cutFrames("frame");
  const segments: FrameSegment[] = pieces(text, at).flatMap((piece) => cutter.cut(piece));
  segments.push({ startsFrame: false, bytes: cutter.rest() });
  const starts: number[] = [];
  let offset = 0;
  for (const { startsFrame, bytes } of segments) {
    if (startsFrame) starts.push(offset);
    offset += bytes.length;
  }
  return { text: segments.map(({ bytes }) => Buffer.from(bytes).toString()).join(""), starts };
}

describe("a webcam's stream that is cut into its pictures", () => {
  it("is the same bytes, with the same beginnings of pictures, whatever pieces it arrives in", () => {
    fc.assert(
      fc.property(soup, cuts, (words, at) => {
        const text = words.join("");
        const expected = [...text.matchAll(/--frame/g)].map(({ index }) => index);
        expect(cutAll(text, at)).toEqual({ text, starts: expected });
      }),
      { numRuns: 2000 },
    );
  });

  it("is given on at once up to the last byte that can be no beginning of a picture", () => {
    const cutter = cutFrames("frame");
    expect(
      cutter.cut(Buffer.from("--frame\r\n\r\nJPEG\r\n")).map(({ bytes }) => Buffer.from(bytes).toString()),
    ).toEqual(["--frame\r\n\r\nJPEG\r\n"]);
    expect(cutter.cut(Buffer.from("--fr"))).toEqual([]);
    expect(cutter.cut(Buffer.from("ame\r\n")).map(({ startsFrame }) => startsFrame)).toEqual([true]);
  });
});
