import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { decodeMessage } from "@/lib/octostream/decode-message";
import { inflateData } from "@/lib/octostream/inflate-data";

const FRAMES = 1_000_000;
const folder = path.resolve("lib/octostream/vectors");
/** Small ones: a large body is only copied, and time is better spent on structure. */
const seeds = readdirSync(folder)
  .filter((file) => file.endsWith(".bin"))
  .map((file) => new Uint8Array(readFileSync(path.join(folder, file))))
  .filter((bytes) => bytes.length > 8 && bytes.length < 1000);

/** Numbers that look random and are the same in every run (xorshift32), so that a find can be looked at again. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

const EDGES = [0, 1, 2, 4, 0x7f, 0x80, 0xff];

/** Changes a real message where it hurts: bytes, whole offsets, its end; the prefix fits most of the time. */
function damage(whole: Uint8Array, next: (below: number) => number): Uint8Array {
  const bytes = whole.slice(0, next(8) === 0 ? 8 + next(whole.length - 8) : whole.length);
  const view = new DataView(bytes.buffer);
  for (let changes = 1 + next(4); changes > 0; changes--) {
    const at = 4 + next(bytes.length - 4);
    const kind = next(3);
    if (kind === 0) bytes[at] = next(256);
    else if (kind === 1) bytes[at] = EDGES[next(EDGES.length)] ?? 0;
    else if (at + 4 <= bytes.length)
      view.setUint32(at, next(2) === 0 ? next(bytes.length * 2) : next(0xffffffff), true);
  }
  if (next(16) > 0) view.setUint32(0, bytes.length - 4, true);
  return bytes;
}

describe("a million damaged messages", () => {
  it("are refused or read, and never thrown at", { timeout: 300_000 }, async () => {
    const next = numbers(0x2f6e2b1);
    const refusals = new Map<string, number>();
    for (let i = 0; i < FRAMES; i++) {
      const answer = decodeMessage(damage(seeds[next(seeds.length)]!, next));
      const outcome = answer.ok ? answer.message.type : answer.error;
      refusals.set(outcome, (refusals.get(outcome) ?? 0) + 1);
      if (!answer.ok || answer.message.type !== "StreamFrame" || !answer.message.data) continue;
      const { data, compression, originalSize } = answer.message;
      if (data.length > 1000) throw new Error(`read beyond message ${i}`);
      if (compression !== 2 || originalSize > 10_000 || i % 10 > 0) continue;
      const unpacked = await inflateData(answer.message);
      if (unpacked.ok && data.length > 0 && unpacked.bytes.length !== originalSize)
        throw new Error(`unpacked beyond what message ${i} says`);
    }
    // All kinds of outcomes were met, or the damage would be too coarse to find anything.
    for (const outcome of [
      "bad_structure",
      "length_differs",
      "unknown_type",
      "not_utf8",
      "HandshakeRequest",
      "StreamFrame",
      "UiPopup",
      "Summon",
    ])
      expect(refusals.get(outcome) ?? 0, outcome).toBeGreaterThan(0);
  });
});
