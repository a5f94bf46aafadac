import type { SpoolPlace } from "@/lib/gateway/streams/spool";
import type { StreamTimes } from "@/lib/gateway/streams/stream-times";
import type { OpenStream, StreamError } from "@/lib/gateway/streams/stream-types";
import type { FrameOutput } from "@/lib/octostream/frame-output";
import type { StreamFrame } from "@/lib/octostream/messages";

/** What a stream uses of the connection it runs on. */
export type StreamLink = {
  output: FrameOutput;
  /** For the log. */
  publicId: string;
  /** The printer's program counts credit with us. */
  flowControl: boolean;
  /** For what an app has still to read, where the program counts no credit. */
  spool: SpoolPlace;
  /** For the app to take what waits for it, in milliseconds. */
  readMs: number;
  /** Bytes that the stream holds in our memory now. */
  onHeld(streamId: number, bytes: number): void;
  /** Without credit: whether much of what came waits for the disk. */
  onDiskBehind(streamId: number, isBehind: boolean): void;
  onOver(streamId: number): void;
  /**
   * The stream ends here, and what it asked for goes on at the printer: its program is told once it answers.
   * @returns false when too many do already: this one has to be ended
   */
  leave(streamId: number): boolean;
};

/** A stream as its connection runs it. */
export type RunningStream = OpenStream & {
  receive(frame: StreamFrame): void;
  /** Ends it because of something outside of it. */
  fail(error: StreamError): void;
  /** A request waits for the printer, or for the rest of its answer. */
  waits(): boolean;
  /** Ends it when something took too long. */
  look(times: StreamTimes): void;
  /** Bytes that its reader keeps on our disk. */
  onDisk(): number;
};
