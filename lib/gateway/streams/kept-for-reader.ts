import { containFault } from "@/lib/gateway/streams/contain-fault";
import { leaveFramesOut, type FrameFilter } from "@/lib/gateway/streams/leave-frames-out";
import { pieceQueue, type Piece, type PieceQueue } from "@/lib/gateway/streams/piece-queue";
import type { SpoolPlace } from "@/lib/gateway/streams/spool";
import type { StreamError, StreamSink } from "@/lib/gateway/streams/stream-types";
import { watchForStall, type StallWatch } from "@/lib/gateway/streams/watch-for-stall";
import { log } from "@/lib/observability/log";
import { recordFault } from "@/lib/observability/record-fault";
import { costOf } from "@/lib/octostream/stream-credit";

/** Bytes that a sink may hold and has not passed on yet. */
const PASSED_ON = 256 * 1024;
/** Bytes that wait in memory before they go to the disk: most readers are only a little behind. */
const IN_MEMORY = 256 * 1024;
/** Bytes in memory from which on the next piece is not unpacked yet: the disk is slower than the printer. */
const FULL = 1024 * 1024;
/** Bytes of a body that are passed on at once: a printer may send millions in one piece. */
const PIECE = 64 * 1024;
/** Bytes that an app may still have to read when its answer ends: so little need not be waited for. */
const TAIL = 64 * 1024;

export type ReaderNeeds = {
  /** For the log. */
  publicId: string;
  kind: "http" | "websocket";
  place: SpoolPlace;
  /** For the app to take what waits for it. */
  readMs: number;
  /** Bytes that are in memory now. */
  onMemory(bytes: number): void;
  /** The app was told of an error: the printer need not go on. */
  onGivenUp(): void;
  /** Nothing waits any more, whatever the reason. */
  onDone(): void;
};

/**
 * What an app has still to read of one stream. Is between a printer whose program counts no credit and an app that
 * reads slowly. Such a printer's connection is never paused: that would stop its other streams and its pongs with it.
 * So what one reader has still to read is kept for it alone: of a webcam's stream whole pictures are left out,
 * everything else waits in a file. A program that has said everything is let go at once; the app gets the rest, and
 * then the end.
 */
export class KeptForReader {
  /** To be used in place of the app's own. */
  readonly sink: StreamSink;
  private readonly queue: PieceQueue;
  private readonly stall: StallWatch;
  private frames: FrameFilter | undefined;
  private unflushed = 0;
  private isPumping = false;
  private isOver = false;
  private isComplete = false;
  private closedWith: [code: number, reason: string] | undefined;
  private waitingForRoom: (() => void)[] = [];

  constructor(
    private readonly app: StreamSink,
    private readonly needs: ReaderNeeds,
  ) {
    this.queue = pieceQueue(needs.kind, needs.place);
    this.stall = watchForStall(
      needs.readMs,
      () => this.unflushed + this.queue.inMemory() + this.queue.onDisk(),
      () => this.fail("timeout"),
    );
    this.sink = {
      onHead: (head) => {
        this.frames = leaveFramesOut(head);
        app.onHead?.(head);
      },
      onOpen: (protocol) => app.onOpen?.(protocol),
      onData: (bytes, isText, flushed) => {
        flushed();
        for (const piece of this.frames?.pass(bytes, () => this.isBehind()) ?? [bytes]) this.take(piece, isText);
        this.tell();
      },
      onClose: (code, reason) => void (this.closedWith = [code, reason]),
      onEnd: () => {
        const rest = this.frames?.rest();
        if (rest?.length) this.take(rest, false);
        this.isComplete = true;
        this.endIfComplete();
      },
      onError: (...fault) => {
        if (this.isOver) return;
        this.discard();
        app.onError(...fault);
      },
    };
  }

  /** @returns undefined when the next piece may come, else when it may */
  room(): Promise<void> | undefined {
    if (this.isOver || this.queue.movable() <= FULL) return undefined;
    return new Promise((resolve) => this.waitingForRoom.push(resolve));
  }

  /** There is no reader any more. */
  discard(): void {
    if (this.isOver) return;
    this.isOver = true;
    this.stall.stop();
    this.tell();
    this.wake();
    this.needs.onDone();
    // While something is read or written there, the file is closed when that is done.
    if (!this.isPumping) this.queue.close();
  }

  /** Bytes that wait on the disk. */
  onDisk(): number {
    return this.isOver ? 0 : this.queue.onDisk();
  }

  /** Whether nothing waits any more. */
  isDone(): boolean {
    return this.isOver;
  }

  /** Ends it because of something outside of it. */
  fail(error: StreamError): void {
    if (this.isOver) return;
    this.discard();
    this.needs.onGivenUp();
    containFault(this.needs.publicId, () => this.app.onError(error));
  }

  private tell(): void {
    this.needs.onMemory(this.isOver ? 0 : this.queue.inMemory() + this.unflushed);
  }

  private wake(): void {
    const woken = this.waitingForRoom;
    this.waitingForRoom = [];
    for (const resume of woken) resume();
  }

  private isBehind(): boolean {
    return this.unflushed + this.queue.inMemory() + this.queue.onDisk() >= PASSED_ON;
  }

  private take(bytes: Uint8Array, isText: boolean): void {
    if (this.needs.kind === "websocket") return this.takePiece(bytes, isText);
    for (let from = 0; from < bytes.length; from += PIECE) this.takePiece(bytes.subarray(from, from + PIECE), isText);
  }

  private takePiece(bytes: Uint8Array, isText: boolean): void {
    if (this.isOver) return;
    if (this.queue.isEmpty() && !this.isPumping && this.unflushed < PASSED_ON) return this.passOn({ bytes, isText });
    this.queue.push({ bytes, isText });
    this.stall.waits();
    this.pump();
  }

  private passOn({ bytes, isText }: Piece): void {
    const cost = costOf(bytes.length);
    this.unflushed += cost;
    this.stall.waits();
    let isFlushed = false;
    const flushed = () => {
      if (isFlushed || this.isOver) return;
      isFlushed = true;
      this.unflushed -= cost;
      this.stall.moved(cost);
      this.tell();
      this.endIfComplete();
      this.pump();
    };
    containFault(
      this.needs.publicId,
      () => this.app.onData(bytes, isText, flushed),
      () => this.fail("broken"),
    );
  }

  private canPass(): boolean {
    return this.unflushed < PASSED_ON && !this.queue.isEmpty();
  }

  private mustMove(): boolean {
    return this.queue.movable() > IN_MEMORY;
  }

  private pump(): void {
    if (this.isPumping || this.isOver || !(this.canPass() || this.mustMove())) return;
    this.isPumping = true;
    const after = () => {
      this.isPumping = false;
      if (this.isOver) return this.queue.close();
      this.endIfComplete();
      this.pump();
    };
    void this.work()
      .catch((error: unknown) => {
        recordFault(error);
        this.fail("broken");
      })
      .finally(after);
  }

  private async work(): Promise<void> {
    while (!this.isOver) {
      if (this.canPass()) await this.passNext();
      else if (this.mustMove()) await this.moveToDisk();
      else return;
      this.tell();
      if (this.queue.movable() <= FULL) this.wake();
    }
  }

  private async passNext(): Promise<void> {
    const next = await this.queue.next();
    if (this.isOver) return;
    if (next.ok) this.passOn(next.piece);
    else this.fail("broken");
  }

  private async moveToDisk(): Promise<void> {
    const moved = await this.queue.toDisk();
    if (this.isOver || moved.ok) return;
    if (moved.error === "disk") return this.fail("broken");
    log.warn(
      { publicId: this.needs.publicId },
      "an app reads so slowly that there is no room for what it has still to read: its stream was ended",
    );
    this.fail("reader_too_slow");
  }

  private endIfComplete(): void {
    if (!this.isComplete || this.isOver || this.isPumping || !this.queue.isEmpty() || this.unflushed > TAIL) return;
    this.discard();
    containFault(this.needs.publicId, () => {
      if (this.closedWith) this.app.onClose?.(...this.closedWith);
      this.app.onEnd();
    });
  }
}
