import { minutes, now } from "@/lib/clock";
import { env } from "@/lib/env";

const WINDOW_MS = minutes(1);

/** In evaluation mode one machine plays everybody, as for rate limits. */
const widening = () => (env().mode === "evaluation" ? 10 : 1);

/**
 * Calls a minute by whom they come from, counted in memory: for calls so frequent that counting them in the database
 * would cost more than answering them. All counts are forgotten together each minute, so they need no cap.
 */
export class CallBudget {
  private counts = new Map<string, number>();
  private endsAt = 0;

  /** @param perMinute calls of one */
  constructor(private readonly perMinute: number) {}

  /** Counts a call. @returns whether it is one too many */
  isOver(whom: string): boolean {
    const time = now().getTime();
    if (time >= this.endsAt || this.endsAt - time > WINDOW_MS) {
      this.counts = new Map();
      this.endsAt = time + WINDOW_MS;
    }
    const count = (this.counts.get(whom) ?? 0) + 1;
    this.counts.set(whom, count);
    return count > this.perMinute * widening();
  }
}
