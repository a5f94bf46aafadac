import { KeptForReader, type ReaderNeeds } from "@/lib/gateway/streams/kept-for-reader";
import type { ResponseHead, StreamError, StreamSink } from "@/lib/gateway/streams/stream-types";
import { wakeTogether } from "@/lib/octostream/wake-together";

/** Bytes of an answer that are passed on at once. */
const SLICE = 64 * 1024;
/** Bytes that an app may still have to read before more is fetched for it. */
const AHEAD = 512 * 1024;

/** What an app has still to read of what an agent brought, and the sentence that ends it. */
export type AgentReader = {
  head(head: ResponseHead): void;
  /** @returns when there is room for what follows; false when nobody reads any more */
  body(bytes: Uint8Array): Promise<boolean>;
  message(bytes: Uint8Array, isText: boolean): void;
  end(): void;
  /** Nothing more comes. What came whole before stays, and is read to its end. */
  fail(error: StreamError, status?: number, reason?: string): void;
  /** @returns when the app has read nearly all; false when nobody reads any more */
  caughtUp(): Promise<boolean>;
  discard(): void;
  /** Bytes that wait on the disk. */
  onDisk(): number;
  /** Ends it because of something outside of it. */
  stop(error: StreamError): void;
};

/** @param needs `onMemory` and the rest as {@link KeptForReader} has them */
export function agentReader(app: StreamSink, needs: ReaderNeeds): AgentReader {
  const waiters = wakeTogether();
  let unread = 0;
  let isWhole = false;
  const kept = new KeptForReader(
    {
      ...app,
      onHead: (head) => app.onHead?.(head),
      onOpen: (protocol) => app.onOpen?.(protocol),
      onClose: (code, reason) => app.onClose?.(code, reason),
      onEnd: () => app.onEnd(),
      onError: (...fault) => app.onError(...fault),
      onData: (bytes, isText, flushed) =>
        app.onData(bytes, isText, () => {
          unread -= bytes.length;
          flushed();
          if (unread <= AHEAD) waiters.wake();
        }),
    },
    {
      ...needs,
      onDone: () => {
        waiters.wake();
        needs.onDone();
      },
    },
  );
  const pass = (bytes: Uint8Array, isText: boolean) => {
    unread += bytes.length;
    kept.sink.onData(bytes, isText, () => undefined);
  };

  return {
    head: (head) => kept.sink.onHead?.(head),
    body: async (bytes) => {
      for (let from = 0; from < bytes.length && !kept.isDone(); from += SLICE) {
        pass(bytes.subarray(from, from + SLICE), false);
        await kept.room();
      }
      return !kept.isDone();
    },
    message: pass,
    end: () => {
      isWhole = true;
      kept.sink.onEnd();
    },
    fail: (...fault) => {
      if (!isWhole) kept.sink.onError(...fault);
    },
    caughtUp: async () => {
      while (unread > AHEAD && !kept.isDone()) await waiters.wait();
      return !kept.isDone();
    },
    discard: () => kept.discard(),
    onDisk: () => kept.onDisk(),
    stop: (error) => kept.fail(error),
  };
}
