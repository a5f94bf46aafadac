import { seconds } from "@/lib/clock";
import { wakeTogether } from "@/lib/octostream/wake-together";

export type TurnTimes = {
  /** For an agent to read again, before whoever waits for that is told so. */
  busyMs: number;
  /** For one of the places to become free. */
  queueMs: number;
};

export const TURN_TIMES: TurnTimes = { busyMs: seconds(8), queueMs: seconds(30) };

/** Requests that one printer's agent is asked at once: each is a thread there, and one of fifty places in its queue. */
export const MOST_AT_ONCE = 16;

type Waiter = { go(answer: boolean): void };

/**
 * Who may send to an agent now. At most {@link MOST_AT_ONCE} requests run, and while it perhaps reads nothing none is
 * sent: it could not be taken back, and would run long after whoever sent it has left.
 */
export class AgentTurns {
  private running = 0;
  private holds = 0;
  private waiters: Waiter[] = [];
  private readonly readers = wakeTogether();
  private isOver = false;

  constructor(private readonly times: TurnTimes = TURN_TIMES) {}

  /** Takes a place for a request. @returns false when there was none in time, or the asker left */
  enter(signal: AbortSignal): Promise<boolean> {
    if (this.isOver || signal.aborted) return Promise.resolve(false);
    return new Promise((resolve) => {
      const waiter: Waiter = {
        go: (answer) => {
          clearTimeout(timer);
          signal.removeEventListener("abort", giveUp);
          this.waiters = this.waiters.filter((other) => other !== waiter);
          resolve(answer);
        },
      };
      const giveUp = () => waiter.go(false);
      const { busyMs, queueMs } = this.times;
      let timer = setTimeout(() => {
        if (this.holds > 0) return giveUp();
        timer = setTimeout(giveUp, queueMs - busyMs);
      }, busyMs);
      signal.addEventListener("abort", giveUp);
      this.waiters.push(waiter);
      this.next();
    });
  }

  /** @returns undefined when the agent reads, as far as is known, else when it does (or the connection is over) */
  reads(): Promise<void> | undefined {
    return this.holds > 0 && !this.isOver ? this.readers.wait() : undefined;
  }

  /** Gives the place of a request back. */
  leave(): void {
    this.running--;
    this.next();
  }

  /** Nothing is sent until what this returns is called. */
  hold(): () => void {
    this.holds++;
    let isHeld = true;
    return () => {
      if (isHeld) this.holds--;
      isHeld = false;
      if (this.holds === 0) this.readers.wake();
      this.next();
    };
  }

  /** The agent is asked nothing more. */
  end(): void {
    this.isOver = true;
    this.readers.wake();
    for (const waiter of [...this.waiters]) waiter.go(false);
  }

  private next(): void {
    while (this.holds === 0 && this.running < MOST_AT_ONCE && this.waiters[0]) {
      this.running++;
      this.waiters[0].go(true);
    }
  }
}
