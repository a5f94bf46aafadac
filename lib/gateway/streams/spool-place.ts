import type { SpoolPlace } from "@/lib/gateway/streams/spool";
import { spoolBudget } from "@/lib/gateway/streams/spool-budget";
import { spoolFolder } from "@/lib/gateway/streams/spool-folder";
import type { StreamError } from "@/lib/gateway/streams/stream-types";

/** A stream that may keep something on the disk. */
type Holder = {
  /** Bytes that it keeps there. */
  onDisk(): number;
  fail(error: StreamError): void;
};

/**
 * The disk's room for what the readers of one printer's streams have still to read; claimed for all of them as one
 * holder. @param streams those that run now
 */
export function spoolPlace(streams: () => readonly Holder[]): SpoolPlace {
  const holder = {
    evict: () => {
      const [largest] = [...streams()].sort((a, b) => b.onDisk() - a.onDisk());
      // One that has ended may still have its files closed: no other pays for it.
      if (largest && largest.onDisk() > 0) largest.fail("reader_too_slow");
    },
  };
  return {
    folder: spoolFolder(),
    claim: (bytes) => spoolBudget().claim(holder, bytes),
    release: (bytes) => spoolBudget().release(holder, bytes),
  };
}
