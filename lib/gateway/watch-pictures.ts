import { seconds } from "@/lib/clock";
import { takeSnapshot } from "@/lib/gateway/take-snapshot";
import { recordFault } from "@/lib/observability/record-fault";
import { asJpeg } from "@/lib/pictures/as-jpeg";
import { failure, ok, type Result } from "@/lib/result";
import { shared } from "@/lib/shared";

/** From one picture to the next: one and a half a second, less where the printer takes longer. */
const PERIOD_MS = 667;
/** A printer that gives none so often in a row has no camera, or is gone. */
const MOST_FAILURES = 5;
/** Before the first picture somebody waits for an answer, and each try may take eight seconds. */
const MOST_FIRST_FAILURES = 2;
/** What somebody who comes later is shown at once. */
const FRESH_MS = seconds(2);
/** Who may look at one printer at a time. */
export const MOST_LOOKERS = 8;
/** Printers that are looked at at a time, in this process: each holds a picture. */
const MOST_FEEDS = 200;

/** Somebody who looks. */
export type Looker = {
  /** The latest picture. Must not wait: who cannot take it now goes without. */
  onPicture(jpeg: Buffer): void;
  /** There are no more. */
  onEnd(): void;
};

type Feed = { lookers: Set<Looker>; latest: { jpeg: Buffer; at: number } | undefined };

const feeds = () => shared("picture-feeds", () => new Map<string, Feed>());

/** How many look at a printer now. */
export const lookersOf = (publicId: string): number => feeds().get(publicId)?.lookers.size ?? 0;

async function takeJpeg(publicId: string): Promise<Buffer | undefined> {
  const bytes = await takeSnapshot(publicId);
  return bytes && asJpeg(bytes);
}

const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Takes pictures as long as somebody looks, each for all of them. */
async function run(publicId: string, feed: Feed): Promise<void> {
  let failures = 0;
  while (feed.lookers.size > 0 && failures < (feed.latest ? MOST_FAILURES : MOST_FIRST_FAILURES)) {
    const began = performance.now();
    const jpeg = await takeJpeg(publicId).catch((error: unknown) => void recordFault(error));
    failures = jpeg ? 0 : failures + 1;
    if (jpeg) {
      feed.latest = { jpeg, at: performance.now() };
      for (const looker of [...feed.lookers]) looker.onPicture(jpeg);
    }
    await wait(Math.max(0, PERIOD_MS - (performance.now() - began)));
  }
}

function begin(publicId: string): Feed {
  const feed: Feed = { lookers: new Set(), latest: undefined };
  feeds().set(publicId, feed);
  // After the one who comes first is there.
  queueMicrotask(() => {
    void run(publicId, feed).finally(() => {
      if (feeds().get(publicId) === feed) feeds().delete(publicId);
      for (const looker of [...feed.lookers]) looker.onEnd();
      feed.lookers.clear();
    });
  });
  return feed;
}

/**
 * Follows the pictures of a printer's webcam, one to two a second: one is taken for all who look, and none when nobody
 * does. For printers whose webcam itself cannot be relayed, and for apps that want no more.
 * @returns `stop`; `too_many` when too many look already
 */
export function watchPictures(publicId: string, looker: Looker): Result<{ stop: () => void }, "too_many"> {
  const running = feeds().get(publicId);
  if (running ? running.lookers.size >= MOST_LOOKERS : feeds().size >= MOST_FEEDS) return failure("too_many");
  const feed = running ?? begin(publicId);
  feed.lookers.add(looker);
  if (feed.latest && performance.now() - feed.latest.at < FRESH_MS) looker.onPicture(feed.latest.jpeg);
  return ok({ stop: () => void feed.lookers.delete(looker) });
}
