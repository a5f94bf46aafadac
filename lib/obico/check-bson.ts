import { MAX_DEPTH, MAX_ELEMENTS } from "@/lib/obico/limits";

/** Types of elements that agents' messages hold (bsonspec.org). Whatever else is there, no honest agent sent it. */
const DOUBLE = 0x01;
const STRING = 0x02;
const DOCUMENT = 0x03;
const ARRAY = 0x04;
const BINARY = 0x05;
const BOOLEAN = 0x08;
const NULL = 0x0a;
const INT32 = 0x10;

/** Walks over one message; throws a RangeError at the first byte that should not be there. */
class Walk {
  private elements = 0;
  private readonly view: DataView;

  constructor(private readonly bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** @returns where the document ends */
  document(start: number, end: number, depth: number): number {
    const length = this.view.getInt32(start, true);
    const last = start + length - 1;
    if (length < 5 || last >= end || depth > MAX_DEPTH || this.bytes[last] !== 0) throw new RangeError("document");
    let at = start + 4;
    while (at < last) {
      if (++this.elements > MAX_ELEMENTS) throw new RangeError("elements");
      at = this.element(at, last, depth);
    }
    if (at !== last) throw new RangeError("rest");
    return last + 1;
  }

  private element(start: number, end: number, depth: number): number {
    const nameEnd = this.bytes.indexOf(0, start + 1);
    if (nameEnd < 0 || nameEnd >= end) throw new RangeError("name");
    const value = nameEnd + 1;
    const next = value + this.sizeOf(this.bytes[start] ?? 0, value, end, depth);
    if (next > end) throw new RangeError("value");
    return next;
  }

  private sizeOf(type: number, at: number, end: number, depth: number): number {
    if (type === DOCUMENT || type === ARRAY) return this.document(at, end, depth + 1) - at;
    if (type === NULL) return 0;
    if (type === BOOLEAN) return 1;
    if (type === INT32) return 4;
    if (type === DOUBLE) return 8;
    if (type !== STRING && type !== BINARY) throw new RangeError("type");
    const length = this.view.getInt32(at, true);
    if (length < 0) throw new RangeError("length");
    // Only the plain kind of bytes: an older one has a second length within.
    if (type === BINARY && this.bytes[at + 4] !== 0) throw new RangeError("subtype");
    return type === BINARY ? 5 + length : 4 + length;
  }
}

/**
 * Whether bytes are one BSON document of few elements, of the types that agents use, with lengths that fit. Asked
 * before any reader makes objects of them: millions of small elements would cost seconds and gigabytes. Pure.
 */
export function isPlainBson(bytes: Uint8Array): boolean {
  try {
    return bytes.length >= 5 && new Walk(bytes).document(0, bytes.length, 1) === bytes.length;
  } catch {
    return false;
  }
}
