/** Values by name, on the one object that both copies see. */
const KEY = Symbol.for("app-connection-portal.shared");
const values = ((globalThis as unknown as Record<symbol, Map<string, unknown> | undefined>)[KEY] ??= new Map());

/**
 * One value a process. Our server and Next's bundle each load a copy of `lib`; a plain module variable set by one is
 * unset in the other, so what both need is kept on `globalThis`.
 * @param name unique name of the value
 * @param make called once, at the first use
 */
export function shared<T>(name: string, make: () => T): T {
  const value = values.get(name) as T | undefined;
  if (value !== undefined || values.has(name)) return value as T;
  const made = make();
  values.set(name, made);
  return made;
}

/** Sets a value of {@link shared} before its first use, or replaces it. */
export function setShared<T>(name: string, value: T): void {
  values.set(name, value);
}

/** For tests: the next use makes the value anew. */
export function forgetShared(name: string): void {
  values.delete(name);
}
