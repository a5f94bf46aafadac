/** Runs tasks with the same key one after the other, in the order they were given; tasks of other keys do not wait. */
export type Turns = <T>(key: string, task: () => Promise<T>) => Promise<T>;

/** @returns a queue per key that takes no memory while nothing waits */
export function keyedMutex(): Turns {
  const last = new Map<string, Promise<unknown>>();
  return async (key, task) => {
    const before = last.get(key) ?? Promise.resolve();
    const mine = before.then(task, task);
    last.set(key, mine);
    try {
      return await mine;
    } finally {
      if (last.get(key) === mine) last.delete(key);
    }
  };
}
