import type { FrameOutput } from "@/lib/octostream/frame-output";
import { inflateData } from "@/lib/octostream/inflate-data";
import type { OutgoingFrame, StreamFrame } from "@/lib/octostream/messages";
import { costOf, creditBack, streamCredit, type Credit } from "@/lib/octostream/stream-credit";

/** What the printer's end of one stream needs, whatever runs on it. */
export type StreamEnd = {
  /** Sends a frame that counts nothing. */
  sendControl(frame: Omit<OutgoingFrame, "type" | "streamId">): void;
  /**
   * Sends bytes when the portal has room for them.
   * @param cost bytes before compression
   * @returns false when the stream is over
   */
  sendData(frame: Omit<OutgoingFrame, "type" | "streamId">, cost: number): Promise<boolean>;
  /** Sends the last frame. */
  close(frame?: Omit<OutgoingFrame, "type" | "streamId">): void;
  /** Gives credit for what has left our memory. */
  giveBack(cost: number): void;
  isOver(): boolean;
};

/** What runs on a stream. */
export type StreamWork = {
  /** Bytes of a body or a message, in order. @param flushed when they have left our memory */
  take(bytes: Uint8Array, frame: StreamFrame, flushed: () => void): void;
  /** The portal ended the stream, or the connection is gone. */
  stop(): void;
};

/** Ends a stream that nothing runs on. @param frame the last one, such as that the printer cannot be reached */
export function refuseStream(end: StreamEnd, frame?: Parameters<StreamEnd["close"]>[0]): StreamWork {
  queueMicrotask(() => end.close(frame));
  return { take: (_bytes, _frame, flushed) => flushed(), stop: () => undefined };
}

export type ServedStream = { receive(frame: StreamFrame): void; stop(): void };

class PrinterStream implements StreamEnd, ServedStream {
  private readonly streamId: number;
  /** The portal counts credit with us. */
  private readonly counts: boolean;
  private readonly credit: Credit;
  private readonly work: StreamWork;
  private readonly owe: (bytes: number) => void;
  private isEnded = false;
  /** What came earlier and is not passed on yet: pieces stay in order. */
  private unpacking: Promise<void> | undefined;

  constructor(
    opening: StreamFrame,
    private readonly output: FrameOutput,
    start: (end: StreamEnd) => StreamWork,
    private readonly onOver: () => void,
  ) {
    this.streamId = opening.streamId;
    this.counts = opening.originalSize > 0 && !opening.data;
    this.credit = streamCredit(this.counts ? opening.originalSize : Infinity);
    this.owe = creditBack((bytes) => {
      if (this.counts && !this.isEnded) this.send({ originalSize: bytes });
    });
    this.work = start(this);
  }

  receive(frame: StreamFrame): void {
    if (this.isEnded) return;
    if (frame.isClose) {
      this.finish();
      return this.work.stop();
    }
    if (frame.controlOnly) return frame.isOpen ? undefined : this.credit.grant(frame.originalSize);
    const unpacked = inflateData(frame);
    if (!this.unpacking && !(unpacked instanceof Promise))
      return this.take(frame, unpacked.ok ? unpacked.bytes : undefined);
    const mine = Promise.all([unpacked, this.unpacking]).then(([ready]) => {
      if (this.unpacking === mine) this.unpacking = undefined;
      this.take(frame, ready.ok ? ready.bytes : undefined);
    });
    this.unpacking = mine;
  }

  stop(): void {
    if (this.finish()) this.work.stop();
  }

  sendControl(frame: Omit<OutgoingFrame, "type" | "streamId">): void {
    if (!this.isEnded) this.send(frame);
  }

  async sendData(frame: Omit<OutgoingFrame, "type" | "streamId">, cost: number): Promise<boolean> {
    const { credit, output } = this;
    const isFull = () => credit.ready() ?? output.ready();
    for (let wait = isFull(); wait && !this.isEnded; wait = isFull()) await wait;
    if (this.isEnded) return false;
    credit.spend(costOf(cost));
    return this.send({ controlOnly: false, ...frame });
  }

  close(frame: Omit<OutgoingFrame, "type" | "streamId"> = {}): void {
    if (this.finish()) this.send({ isClose: true, ...frame });
  }

  giveBack(cost: number): void {
    this.owe(cost);
  }

  isOver(): boolean {
    return this.isEnded;
  }

  private send(frame: Omit<OutgoingFrame, "type" | "streamId">): boolean {
    return this.output.send({ type: "StreamFrame", streamId: this.streamId, ...frame });
  }

  /** @returns false when it was over already */
  private finish(): boolean {
    if (this.isEnded) return false;
    this.isEnded = true;
    this.credit.release();
    this.onOver();
    return true;
  }

  private take(frame: StreamFrame, bytes: Uint8Array | undefined): void {
    if (this.isEnded) return;
    if (!bytes) {
      this.work.stop();
      return this.close();
    }
    this.work.take(bytes, frame, () => this.owe(costOf(bytes.length)));
  }
}

/**
 * The printer's end of one stream. @param opening its first frame; `original_size` without data is the portal's credit
 * @param start what runs on it @param onOver called once
 */
export const serveStream = (
  opening: StreamFrame,
  output: FrameOutput,
  start: (end: StreamEnd) => StreamWork,
  onOver: () => void,
): ServedStream => new PrinterStream(opening, output, start, onOver);
