import type { StreamError } from "@/lib/gateway/streams/stream-types";
import { MAX_UPLOAD_BYTES } from "@/lib/obico/limits";
import { shared } from "@/lib/shared";

/** Of the bodies that are collected in this process at once. */
const MOST_IN_ALL = 256 * 1024 * 1024;

const inAll = () => shared("agents-bodies", () => ({ bytes: 0 }));

export type BodyNeeds = {
  /** Bytes of the body: 0 for none, -1 when not known. */
  size: number;
  /** Called once, with the whole body. */
  run(body: Uint8Array | null): void;
  fail(error: StreamError, reason?: string): void;
};

/** A request's body that is not whole yet: agents take whole ones only. */
export type CollectedBody = {
  /** @returns false when nothing more is taken */
  add(bytes: Uint8Array): boolean;
  finish(): void;
  /** The request is over. */
  end(): void;
};

/** Collects a body up to the limit, and runs its request; one without a body runs at once, after this has returned. */
export function collectBody({ size, run, fail }: BodyNeeds): CollectedBody {
  let pieces: Buffer[] = [];
  let length = 0;
  let isOver = false;
  const end = () => {
    isOver = true;
    pieces = [];
    inAll().bytes -= length;
    length = 0;
  };
  const refuse = (error: StreamError, reason: string) => {
    end();
    fail(error, reason);
    return false;
  };
  const finish = () => {
    if (isOver) return;
    const body = pieces.length > 0 ? Buffer.concat(pieces) : null;
    // It is in the message from here on.
    end();
    run(body);
  };
  if (size === 0) queueMicrotask(finish);
  return {
    add: (bytes) => {
      if (isOver) return false;
      length += bytes.length;
      inAll().bytes += bytes.length;
      pieces.push(Buffer.from(bytes));
      if (length > MAX_UPLOAD_BYTES) return refuse("upload_too_large", "more than an agent takes");
      return inAll().bytes <= MOST_IN_ALL || refuse("broken", "too many uploads to agents at once");
    },
    finish,
    end,
  };
}
