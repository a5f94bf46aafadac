import { open, unlink, type FileHandle } from "node:fs/promises";
import path from "node:path";
import { makeSpoolFolder } from "@/lib/gateway/streams/spool-folder";
import { log } from "@/lib/observability/log";
import { randomToken } from "@/lib/random";
import { failure, ok, type Result } from "@/lib/result";

/** A queue of bytes on the disk. One call at a time. */
export type Spool = {
  /** Bytes that are in it. */
  waiting(): number;
  /** Appends. `full`: there is no more room; nothing was written then. `disk`: it cannot be used any more. */
  write(pieces: readonly Uint8Array[]): Promise<Result<object, "full" | "disk">>;
  /** Takes the first bytes out. @param most how many at the most; fewer come only when fewer are waiting */
  read(most: number): Promise<Result<{ bytes: Uint8Array }, "disk">>;
  /** Gives files and room back. Nothing may be called afterwards. */
  close(): Promise<void>;
};

/** What a spool takes of the disk. */
export type SpoolPlace = {
  folder: string;
  /** @returns false when there is no more room */
  claim(bytes: number): boolean;
  release(bytes: number): void;
};

/** Bytes of one file, about: as soon as they were read their room is free again, however long the stream goes on. */
const SEGMENT_BYTES = 4 * 1024 * 1024;

const recordDiskFault = (error: unknown) => {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  log.error({ code }, "the disk failed or is full: what a slow reader has still to read could not be kept");
};

type Segment = { file: FileHandle; written: number; readTo: number };

/** A file without a name where the system allows that: whatever ends this process, nothing is left behind. */
async function openNameless(folder: string): Promise<FileHandle> {
  await makeSpoolFolder(folder);
  const name = path.join(folder, `spool-${randomToken(22)}`);
  const file = await open(name, "wx+", 0o600);
  await unlink(name).catch(() => undefined);
  return file;
}

/** Buffers of one call (IOV_MAX of Linux is 1024). */
const MOST_PIECES = 512;

const sizeOf = (pieces: readonly Uint8Array[]) => pieces.reduce((sum, { length }) => sum + length, 0);

/** A disk that is nearly full may take a part; the rest tells whether it takes more. */
async function writeRest(file: FileHandle, bytes: Uint8Array, from: number, at: number): Promise<void> {
  for (let done = from; done < bytes.length;) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, at + done);
    if (bytesWritten === 0) throw new Error("nothing was written");
    done += bytesWritten;
  }
}

/** Writes pieces as they are: a copy of all that waits for the disk would be as large again. @returns bytes */
async function writeAll({ file, written }: Segment, pieces: readonly Uint8Array[]): Promise<number> {
  let at = written;
  for (let from = 0; from < pieces.length; from += MOST_PIECES) {
    const batch = pieces.slice(from, from + MOST_PIECES);
    const size = sizeOf(batch);
    const { bytesWritten } = await file.writev(batch, at);
    if (bytesWritten < size) await writeRest(file, Buffer.concat(batch), bytesWritten, at);
    at += size;
  }
  return at - written;
}

async function readAll({ file, readTo }: Segment, into: Uint8Array): Promise<void> {
  for (let done = 0; done < into.length;) {
    const { bytesRead } = await file.read(into, done, into.length - done, readTo + done);
    if (bytesRead === 0) throw new Error("the file is shorter than what was written");
    done += bytesRead;
  }
}

/** The files of a queue, the first of which is read while bytes are appended to the last. */
class Segments {
  private readonly all: Segment[] = [];

  constructor(
    private readonly openFile: () => Promise<FileHandle>,
    private readonly release: SpoolPlace["release"],
  ) {}

  async append(pieces: readonly Uint8Array[]): Promise<void> {
    const segment = await this.last();
    segment.written += await writeAll(segment, pieces);
  }

  async take(size: number): Promise<Uint8Array> {
    const bytes = Buffer.allocUnsafe(size);
    for (let done = 0; done < size;) {
      const [first] = this.all;
      if (!first) throw new Error("more was asked for than is waiting");
      const piece = bytes.subarray(done, done + first.written - first.readTo);
      await readAll(first, piece);
      first.readTo += piece.length;
      done += piece.length;
      if (first.readTo === first.written) await this.dropFirst();
    }
    return bytes;
  }

  async close(): Promise<void> {
    const left = this.all.splice(0);
    for (const { written } of left) this.release(written);
    await Promise.all(left.map(({ file }) => file.close().catch(() => undefined)));
  }

  private async last(): Promise<Segment> {
    const last = this.all.at(-1);
    if (last && last.written < SEGMENT_BYTES) return last;
    const segment = { file: await this.openFile(), written: 0, readTo: 0 };
    this.all.push(segment);
    return segment;
  }

  private async dropFirst(): Promise<void> {
    const first = this.all.shift();
    if (!first) return;
    this.release(first.written);
    await first.file.close().catch(() => undefined);
  }
}

/**
 * Opens a queue of bytes; its first file is made with its first bytes.
 * @param openFile another one in tests only, for disks that fail
 */
export function openSpool({ folder, claim, release }: SpoolPlace, openFile = openNameless): Spool {
  const segments = new Segments(() => openFile(folder), release);
  let waiting = 0;

  return {
    waiting: () => waiting,
    write: async (pieces) => {
      const size = sizeOf(pieces);
      if (!claim(size)) return failure("full");
      try {
        await segments.append(pieces);
        waiting += size;
        return ok({});
      } catch (error) {
        recordDiskFault(error);
        release(size);
        return failure("disk");
      }
    },
    read: async (most) => {
      try {
        const bytes = await segments.take(Math.min(most, waiting));
        waiting -= bytes.length;
        return ok({ bytes });
      } catch (error) {
        recordDiskFault(error);
        return failure("disk");
      }
    },
    close: async () => {
      waiting = 0;
      await segments.close();
    },
  };
}
