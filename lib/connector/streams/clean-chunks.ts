const LF = 10;
const CR = 13;
const CRLF = Buffer.from("\r\n");
const LAST_CHUNK = Buffer.from("0\r\n\r\n");
/** What no reader of chunks takes for one. */
const NO_CHUNK = Buffer.from("!");

/** More digits are no size that a number holds. */
const MOST_DIGITS = 13;

function digitOf(byte: number): number {
  const digit = parseInt(String.fromCharCode(byte), 16);
  return Number.isNaN(digit) ? -1 : digit;
}

/**
 * Reads chunks as curl does, and writes them by the letter of RFC 9112, 7.1: lines end with a line feed, whatever is
 * before it; what follows a size is nobody's, and neither are trailers. What is no chunk ends it, and whoever reads on
 * is told so.
 */
export class ChunkCleaner {
  private state: "size" | "line" | "data" | "after" | "trailer" | "over" = "size";
  private size = 0;
  private digits = 0;
  /** Letters of the trailer line that is being read. */
  private letters = 0;

  /** @returns how many of the bytes were the body's. @param out takes clean chunks, in pieces */
  take(bytes: Buffer, out: Buffer[]): number {
    let at = 0;
    while (at < bytes.length && this.state !== "over") {
      if (this.state === "data") at += this.takeData(bytes.subarray(at), out);
      else this.step(bytes[at++] ?? 0, out);
    }
    return at;
  }

  isOver(): boolean {
    return this.state === "over";
  }

  /** The connection ended. Behind the last chunk nothing is missing that anybody needs. */
  end(out: Buffer[]): void {
    if (this.state === "trailer") this.finish(LAST_CHUNK, out);
  }

  private finish(last: Buffer, out: Buffer[]): void {
    this.state = "over";
    out.push(last);
  }

  private takeData(bytes: Buffer, out: Buffer[]): number {
    const piece = bytes.subarray(0, this.size);
    out.push(Buffer.from(`${piece.length.toString(16)}\r\n`), piece, CRLF);
    this.size -= piece.length;
    if (this.size === 0) this.state = "after";
    return piece.length;
  }

  private step(byte: number, out: Buffer[]): void {
    if (this.state === "size") return this.readSize(byte, out);
    if (this.state === "trailer") return this.readTrailer(byte, out);
    if (this.state === "line") {
      if (byte === LF) this.state = this.size > 0 ? "data" : "trailer";
    } else if (byte === LF) [this.state, this.digits] = ["size", 0];
    else if (byte !== CR) this.finish(NO_CHUNK, out);
  }

  private readSize(byte: number, out: Buffer[]): void {
    const digit = digitOf(byte);
    if (digit >= 0 && this.digits < MOST_DIGITS) {
      this.digits++;
      this.size = this.size * 16 + digit;
    } else if (digit >= 0 || this.digits === 0) this.finish(NO_CHUNK, out);
    else {
      this.state = "line";
      this.step(byte, out);
    }
  }

  private readTrailer(byte: number, out: Buffer[]): void {
    if (byte === LF && this.letters === 0) this.finish(LAST_CHUNK, out);
    else if (byte === LF) this.letters = 0;
    else if (byte !== CR) this.letters++;
  }
}
