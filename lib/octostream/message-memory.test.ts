import { describe, expect, it } from "vitest";
import { encodeForSending } from "@/lib/octostream/encode-message";

const message = (streamId: number, length: number) =>
  ({ type: "StreamFrame", streamId, data: Buffer.alloc(length, streamId), http: { url: "/a" } }) as const;

/** What a builder that was never used before writes. */
const FRESH = [1, 2].map((streamId) => Buffer.from(encodeForSending(message(streamId, 60_000)).bytes));

describe("the memory that messages are written in", () => {
  it.each([10, 60_000, 200_000])("is not written again before the message has left (%i bytes)", (length) => {
    const first = encodeForSending(message(1, length));
    const said = Buffer.from(first.bytes);
    for (let id = 2; id < 5; id++) encodeForSending(message(id, length));
    expect(said.equals(first.bytes)).toBe(true);
  });

  it("leaves nothing of an earlier message in a later one", () => {
    const { release } = encodeForSending(message(255, 60_500));
    release?.();
    for (const [i, fresh] of FRESH.entries()) {
      const again = encodeForSending(message(i + 1, 60_000));
      expect(fresh.equals(again.bytes)).toBe(true);
      again.release?.();
    }
  });
});
