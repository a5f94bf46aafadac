import type { Pair } from "@/lib/octostream/messages";
import { remember } from "@/lib/remember";

/**
 * A header's name as CGI and WSGI know it, which printers' servers use: no difference between `-` and other signs
 * (RFC 3875, 4.1.18).
 */
export const canonicalName: (name: string) => string = remember((name) =>
  name.toLowerCase().replace(/[^a-z0-9]/g, "-"),
);

/** Whether it is one header of one line (RFC 9110, 5.5), as Node's client takes it. */
export const isOneHeader = ([name, value]: Pair): boolean =>
  /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name) && /^[\t\x20-\x7e\x80-\xff]*$/.test(value);

const CONNECTION = "connection";
const NONE: ReadonlySet<string> = new Set();

/** The same few values come with most requests. */
const itemsOf = remember<ReadonlySet<string>>(
  (value) =>
    new Set(
      value
        .toLowerCase()
        .split(",")
        .map((item) => item.trim()),
    ),
);

/** The names, in lower case, of headers that `Connection` says are about this hop only (RFC 9110, 7.6.1). */
export function namedByConnection(pairs: readonly Pair[]): ReadonlySet<string> {
  let names = NONE;
  for (const [name, value] of pairs) {
    if (name.length !== CONNECTION.length || name.toLowerCase() !== CONNECTION) continue;
    const items = itemsOf(value);
    names = names === NONE ? items : new Set([...names, ...items]);
  }
  return names;
}
