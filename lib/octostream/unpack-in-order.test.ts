import { constants, createDeflate, createInflate } from "node:zlib";
import { describe, expect, it } from "vitest";
import { unpackInOrder } from "@/lib/octostream/unpack-in-order";

/**
 * Pieces packed as one stream and flushed at their borders, as a plugin packs them; zlib here, which every Node knows.
 */
async function packed(texts: string[]): Promise<Buffer[]> {
  const deflate = createDeflate();
  const pieces: Buffer[] = [];
  for (const text of texts) {
    const out: Buffer[] = [];
    const take = (bytes: Buffer) => out.push(bytes);
    deflate.on("data", take);
    deflate.write(text);
    await new Promise<void>((resolve) => deflate.flush(constants.Z_SYNC_FLUSH, () => setImmediate(resolve)));
    deflate.off("data", take);
    pieces.push(Buffer.concat(out));
  }
  return pieces;
}

const TEXTS = ["hotend 210", "hotend 210 ".repeat(50_000), "end"];

describe("a stream that was packed as one", () => {
  it("gives each piece its own bytes, also when they all come at once", async () => {
    const unpacker = unpackInOrder(createInflate());
    const answers = await Promise.all(
      (await packed(TEXTS)).map((piece, index) => unpacker.unpack(piece, TEXTS[index]?.length ?? 0)),
    );
    expect(answers.map((answer) => answer.ok && Buffer.from(answer.bytes).toString())).toEqual(TEXTS);
  });

  it.each([
    ["more", -1],
    ["fewer", 1],
  ])("breaks when a piece gives %s bytes than it says, for good", async (_, difference) => {
    const unpacker = unpackInOrder(createInflate());
    const [first, second, third] = await packed(TEXTS);
    expect(await unpacker.unpack(first as Buffer, 10)).toMatchObject({ ok: true });
    expect(await unpacker.unpack(second as Buffer, (TEXTS[1]?.length ?? 0) + difference)).toEqual({
      ok: false,
      error: "broken",
    });
    expect(await unpacker.unpack(third as Buffer, 3)).toEqual({ ok: false, error: "broken" });
  });

  it("breaks on bytes that are none of its kind, and after its end", async () => {
    const unpacker = unpackInOrder(createInflate());
    expect(await unpacker.unpack(Buffer.from("garbage"), 100)).toEqual({ ok: false, error: "broken" });
    const ended = unpackInOrder(createInflate());
    ended.end();
    expect(await ended.unpack((await packed(TEXTS))[0] as Buffer, 10)).toEqual({ ok: false, error: "broken" });
  });
});
