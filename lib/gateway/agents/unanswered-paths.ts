import { minutes, monotonicMs } from "@/lib/clock";

/** How often, and for how long: an agent answers all that ends, however slowly. */
const MOST_TIMES = 2;
const REMEMBERED_MS = minutes(10);
const MOST_PATHS = 100;

/**
 * Paths whose answers never came. Such an answer has no end, whatever it is called: it grows in the printer's memory
 * until its program is started anew, and each further request for it would be one more.
 */
export class UnansweredPaths {
  private readonly paths = new Map<string, { times: number; at: number }>();

  /** An answer did not come, long after nobody waited for it any more. @param url path and query */
  note(url: string): void {
    const path = pathOf(url);
    const times = (this.paths.get(path)?.times ?? 0) + 1;
    this.paths.delete(path);
    this.paths.set(path, { times, at: monotonicMs() });
    const [oldest] = this.paths.keys();
    if (this.paths.size > MOST_PATHS && oldest !== undefined) this.paths.delete(oldest);
  }

  /** Whether it is not asked for any more. */
  isKnown(url: string): boolean {
    const known = this.paths.get(pathOf(url));
    return known !== undefined && known.times >= MOST_TIMES && monotonicMs() - known.at < REMEMBERED_MS;
  }
}

const pathOf = (url: string) => url.split("?")[0] ?? "";
