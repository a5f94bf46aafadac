import { isUtf8 } from "node:buffer";
import { MAX_ENTRIES, MAX_TEXT_BYTES } from "@/lib/octostream/message-limits";
import type { MessageError } from "@/lib/octostream/messages";
import { PAYLOAD_SHAPES, type FieldShape, type TableShape } from "@/lib/octostream/shape";

class InvalidMessage extends Error {
  constructor(readonly code: MessageError) {
    super(code);
  }
}

/** Bytes. */
const SHORT_TEXT = 64;

const widthOf = (shape: FieldShape) => (typeof shape === "number" ? shape : 4);

/** One walk over one message. Every read is checked against the message's own end first. */
class Walk {
  private readonly view: DataView;
  private textLeft = MAX_TEXT_BYTES;

  constructor(private readonly bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  private need(at: number, size: number): void {
    if (at < 0 || at + size > this.bytes.length) throw new InvalidMessage("bad_structure");
  }

  private follow(at: number): number {
    this.need(at, 4);
    const distance = this.view.getUint32(at, true);
    if (distance === 0) throw new InvalidMessage("bad_structure");
    return at + distance;
  }

  /** @returns where each field of the table lies (0: absent), after checking that all of them lie inside it */
  fields(table: number, shape: TableShape): number[] {
    this.need(table, 4);
    const vtable = table - this.view.getInt32(table, true);
    this.need(vtable, 4);
    const vtableSize = this.view.getUint16(vtable, true);
    const tableSize = this.view.getUint16(vtable + 2, true);
    if (vtableSize < 4 || vtableSize % 2 !== 0 || tableSize < 4) throw new InvalidMessage("bad_structure");
    this.need(vtable, vtableSize);
    this.need(table, tableSize);
    const found: number[] = [];
    for (let id = 0; id < shape.length; id++) {
      const field = shape[id] ?? null;
      const slot = 4 + 2 * id;
      const offset = field === null || slot + 2 > vtableSize ? 0 : this.view.getUint16(vtable + slot, true);
      if (offset !== 0 && field !== null && (offset < 4 || offset + widthOf(field) > tableSize))
        throw new InvalidMessage("bad_structure");
      found.push(offset === 0 ? 0 : table + offset);
    }
    return found;
  }

  private vector(at: number, elementSize: number): { start: number; count: number } {
    const target = this.follow(at);
    this.need(target, 4);
    const count = this.view.getUint32(target, true);
    this.need(target + 4, count * elementSize);
    return { start: target + 4, count };
  }

  private text(at: number): void {
    const { start, count } = this.vector(at, 1);
    this.textLeft -= count;
    if (this.textLeft < 0) throw new InvalidMessage("too_much_text");
    if (!this.isShortAscii(start, count) && !isUtf8(this.bytes.subarray(start, start + count)))
      throw new InvalidMessage("not_utf8");
  }

  /** Most texts are names and values of headers, for which a call into Node takes longer than the look itself. */
  private isShortAscii(start: number, count: number): boolean {
    if (count > SHORT_TEXT) return false;
    for (let at = start; at < start + count; at++) if ((this.bytes[at] ?? 0xff) > 0x7f) return false;
    return true;
  }

  private entries(at: number, check: (at: number) => void): void {
    const { start, count } = this.vector(at, 4);
    if (count > MAX_ENTRIES) throw new InvalidMessage("too_many_entries");
    for (let i = 0; i < count; i++) check(start + 4 * i);
  }

  /** Checks what the reference at `at` points to, and everything below it. */
  reference(at: number, shape: FieldShape): void {
    if (typeof shape === "number") return;
    if (shape === "string") this.text(at);
    else if (shape === "bytes") this.vector(at, 1);
    else if (shape === "strings") this.entries(at, (entry) => this.text(entry));
    else if ("tables" in shape) this.entries(at, (entry) => this.table(this.follow(entry), shape.tables));
    else this.table(this.follow(at), shape.table);
  }

  private table(table: number, shape: TableShape): void {
    const fields = this.fields(table, shape);
    for (let id = 0; id < fields.length; id++) {
      const at = fields[id];
      const field = shape[id];
      if (at && field) this.reference(at, field);
    }
  }

  envelope(): void {
    const [tagAt, valueAt] = this.fields(this.follow(0), [1, 4]);
    const tag = tagAt ? this.view.getUint8(tagAt) : 0;
    const shape = PAYLOAD_SHAPES[tag];
    if (tag === 0) throw new InvalidMessage("bad_structure");
    if (!shape) throw new InvalidMessage("unknown_type");
    if (!valueAt) throw new InvalidMessage("bad_structure");
    this.reference(valueAt, { table: shape });
  }
}

/**
 * Checks that every read of a message by generated code stays inside it: npm's FlatBuffers reader checks nothing
 * (docs/printer-protocol.md#7-security).
 * @param bytes one FlatBuffer without its length prefix, not empty
 * @returns why it is refused, or undefined when it can be read
 */
export function verifyMessage(bytes: Uint8Array): MessageError | undefined {
  try {
    new Walk(bytes).envelope();
    return undefined;
  } catch (error) {
    if (error instanceof InvalidMessage) return error.code;
    throw error;
  }
}
