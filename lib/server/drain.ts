import type { ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { Bag } from "@/lib/bag";
import { monotonicMs } from "@/lib/clock";
import { isEndless } from "@/lib/http/endless-answers";

/** How often it is looked whether all is done. */
const LOOK_MS = 100;

/** What a server still has to answer when it is told to stop. */
export type Drain = {
  /** Counts a request until it is answered. */
  enter(response: ServerResponse): void;
  /** No new work is taken any more: what is still asked on open connections is the last on each. */
  isOn(): boolean;
  begin(): void;
  /**
   * Waits for what is being answered; webcams and WebSockets, which have no end of their own, are not waited for.
   * @param rest called now and then: connections may have come to rest
   * @param longestMs then it is given up @param isHurried asked meanwhile: nothing is waited for any more
   * @returns how many answers were not done
   */
  done(rest: () => void, longestMs: number, isHurried: () => boolean): Promise<number>;
};

export function createDrain(): Drain {
  const open = new Bag<ServerResponse>();
  let isOn = false;
  const transfers = () => open.items().filter((response) => !isEndless(response)).length;
  return {
    enter: (response) => {
      response.once("close", open.add(response));
      // Node then says `Connection: close` (RFC 9112, 9.6), and closes.
      if (isOn) response.shouldKeepAlive = false;
    },
    isOn: () => isOn,
    begin: () => {
      isOn = true;
      for (const response of open.items()) if (!response.headersSent) response.shouldKeepAlive = false;
    },
    done: async (rest, longestMs, isHurried) => {
      const until = monotonicMs() + longestMs;
      while (transfers() > 0 && monotonicMs() < until && !isHurried()) {
        await sleep(LOOK_MS);
        rest();
      }
      return transfers();
    },
  };
}
