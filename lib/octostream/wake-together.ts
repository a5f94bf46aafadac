/** Those who wait for the same. */
export type WakeTogether = { wait(): Promise<void>; wake(): void; isEmpty(): boolean };

/** Whoever waits is woken together, in the order of coming; who waits again meanwhile waits for the next time. */
export function wakeTogether(): WakeTogether {
  let waiting: (() => void)[] = [];
  return {
    wait: () => new Promise((resolve) => waiting.push(resolve)),
    wake: () => {
      const woken = waiting;
      waiting = [];
      for (const resume of woken) resume();
    },
    isEmpty: () => waiting.length === 0,
  };
}
