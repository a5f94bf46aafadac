/**
 * One value a process. Our server and Next's bundle each load a copy of `lib`; a plain module variable set by one is
 * unset in the other, so what both need is kept on `globalThis`.
 * @param name unique name of the value
 * @param make called once, at the first use
 */
export function shared<T>(name: string, make: () => T): T {
  const key = Symbol.for(`app-connection-portal.${name}`);
  const store = globalThis as unknown as Record<symbol, { value: T } | undefined>;
  return (store[key] ??= { value: make() }).value;
}

/** Sets a value of {@link shared} before its first use, or replaces it. */
export function setShared<T>(name: string, value: T): void {
  (globalThis as unknown as Record<symbol, { value: T }>)[Symbol.for(`app-connection-portal.${name}`)] = { value };
}
