import { inflateData } from "@/lib/octostream/inflate-data";
import type { FrameOutput } from "@/lib/octostream/frame-output";
import type { OutgoingFrame, StreamFrame } from "@/lib/octostream/messages";
import { costOf, creditBack, streamCredit } from "@/lib/octostream/stream-credit";

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

/**
 * The printer's end of one stream. @param opening its first frame; `original_size` without data is the portal's credit
 * @param start what runs on it @param onOver called once
 */
export function serveStream(
  opening: StreamFrame,
  output: FrameOutput,
  start: (end: StreamEnd) => StreamWork,
  onOver: () => void,
): ServedStream {
  const { streamId } = opening;
  const counts = opening.originalSize > 0 && !opening.data;
  const credit = streamCredit(counts ? opening.originalSize : Infinity);
  let over = false;
  let unpacking: Promise<void> | undefined;

  const send = (frame: Omit<OutgoingFrame, "type" | "streamId">) =>
    output.send({ type: "StreamFrame", streamId, ...frame });
  const finish = () => {
    if (over) return false;
    over = true;
    credit.release();
    onOver();
    return true;
  };
  const giveBack = creditBack((bytes) => {
    if (counts && !over) send({ originalSize: bytes });
  });

  const end: StreamEnd = {
    sendControl: (frame) => {
      if (!over) send(frame);
    },
    sendData: async (frame, cost) => {
      for (let wait = credit.ready() ?? output.ready(); wait && !over; wait = credit.ready() ?? output.ready())
        await wait;
      if (over) return false;
      credit.spend(costOf(cost));
      return send({ controlOnly: false, ...frame });
    },
    close: (frame = {}) => {
      if (finish()) send({ isClose: true, ...frame });
    },
    giveBack: (cost) => giveBack(cost),
    isOver: () => over,
  };
  const work = start(end);

  const take = (frame: StreamFrame, bytes: Uint8Array | undefined) => {
    if (over) return;
    if (!bytes) {
      work.stop();
      return end.close();
    }
    work.take(bytes, frame, () => giveBack(costOf(bytes.length)));
  };

  return {
    receive: (frame) => {
      if (over) return;
      if (frame.isClose) {
        finish();
        return work.stop();
      }
      if (frame.controlOnly) return frame.isOpen ? undefined : credit.grant(frame.originalSize);
      const unpacked = inflateData(frame);
      if (!unpacking && !(unpacked instanceof Promise)) return take(frame, unpacked.ok ? unpacked.bytes : undefined);
      const mine = Promise.all([unpacked, unpacking]).then(([ready]) => {
        if (unpacking === mine) unpacking = undefined;
        take(frame, ready.ok ? ready.bytes : undefined);
      });
      unpacking = mine;
    },
    stop: () => {
      if (finish()) work.stop();
    },
  };
}
