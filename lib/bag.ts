type Place<T> = { readonly item: T; at: number };

/**
 * Many things, in no order, that come and go thousands of times a second. What a `Set` of them would keep:
 * lib/short-map.ts.
 */
export class Bag<T> {
  private readonly places: Place<T>[] = [];

  get size(): number {
    return this.places.length;
  }

  /** @returns takes it out again; more calls do nothing */
  add(item: T): () => void {
    const place: Place<T> = { item, at: this.places.length };
    this.places.push(place);
    return () => this.take(place);
  }

  /** A copy, so that they may go meanwhile. */
  items(): T[] {
    return this.places.map(({ item }) => item);
  }

  private take(place: Place<T>): void {
    if (this.places[place.at] !== place) return;
    const last = this.places.pop();
    if (!last || last === place) return;
    this.places[place.at] = last;
    last.at = place.at;
  }
}
