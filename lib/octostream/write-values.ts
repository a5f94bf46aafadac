import type { Builder, Offset } from "flatbuffers";
import type { Pair } from "@/lib/octostream/messages";

/** Node writes UTF-8 faster than the builder's own `TextEncoder` does. */
const writeString = (builder: Builder, text: string): Offset => builder.createString(Buffer.from(text));

/** @returns 0, which leaves the field out, when there is no text */
export function writeText(builder: Builder, text: string | undefined): Offset {
  return text === undefined ? 0 : writeString(builder, text);
}

/** @returns 0, which leaves the field out, when there are no bytes */
export function writeBytes(builder: Builder, bytes: Uint8Array | undefined): Offset {
  return bytes === undefined || bytes.length === 0 ? 0 : builder.createByteVector(bytes);
}

/** A vector of references to what was written before. @returns 0 when the list is undefined */
export function writeOffsets(builder: Builder, offsets: Offset[] | undefined): Offset {
  if (!offsets) return 0;
  builder.startVector(4, offsets.length, 4);
  for (const offset of [...offsets].reverse()) builder.addOffset(offset);
  return builder.endVector();
}

/** Headers or properties: both are tables of name and value. @returns 0 when the list is undefined */
export function writePairs(builder: Builder, pairs: readonly Pair[] | undefined): Offset {
  const offsets = pairs?.map(([name, value]) => {
    const nameAt = writeString(builder, name);
    const valueAt = writeString(builder, value);
    builder.startObject(2);
    builder.addFieldOffset(0, nameAt, 0);
    builder.addFieldOffset(1, valueAt, 0);
    return builder.endObject();
  });
  return writeOffsets(builder, offsets);
}
