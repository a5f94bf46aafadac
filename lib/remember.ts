/**
 * A pure function of one text that remembers what it gave: the same few addresses and names come with most requests.
 * @param most answers that are kept; then all are forgotten together
 */
export function remember<T>(compute: (text: string) => T, most = 1000): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const value = compute(text);
    if (known.size >= most) known.clear();
    // What a stranger wrote at length is not worth the room.
    if (text.length <= 100) known.set(text, value);
    return value;
  };
}
