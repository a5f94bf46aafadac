/**
 * A map of few entries that come and go thousands of times a second. A `Map` makes a new table every few dozen of them,
 * and V8 keeps the tables in a chain: one that has grown old keeps all later ones, and all that was ever in them, until
 * a full collection. Here nothing outlives its entry.
 */
export class ShortMap<V> {
  private readonly keys: number[] = [];
  private readonly held: V[] = [];

  get size(): number {
    return this.keys.length;
  }

  get(key: number): V | undefined {
    return this.held[this.keys.indexOf(key)];
  }

  set(key: number, value: V): void {
    const at = this.keys.indexOf(key);
    if (at >= 0) this.held[at] = value;
    else {
      this.keys.push(key);
      this.held.push(value);
    }
  }

  /** @returns whether it was there */
  delete(key: number): boolean {
    const at = this.keys.indexOf(key);
    if (at < 0) return false;
    this.keys.splice(at, 1);
    this.held.splice(at, 1);
    return true;
  }

  /** In the order in which they came; a copy, so that they may go meanwhile. */
  values(): V[] {
    return [...this.held];
  }

  /** The same with their keys. */
  entries(): [number, V][] {
    return this.held.map((value, at) => [this.keys[at] ?? 0, value]);
  }
}
