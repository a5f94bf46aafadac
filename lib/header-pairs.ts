import type { Pair } from "@/lib/octostream/messages";

/**
 * A header's name as CGI and WSGI know it, which printers' servers use: no difference between `-` and other signs
 * (RFC 3875, 4.1.18).
 */
export const canonicalName = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, "-");

/** Whether it is one header of one line (RFC 9110, 5.5), as Node's client takes it. */
export const isOneHeader = ([name, value]: Pair): boolean =>
  /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name) && /^[\t\x20-\x7e\x80-\xff]*$/.test(value);

/** The names, in lower case, of headers that `Connection` says are about this hop only (RFC 9110, 7.6.1). */
export const namedByConnection = (pairs: readonly Pair[]): Set<string> =>
  new Set(
    pairs
      .filter(([name]) => name.toLowerCase() === "connection")
      .flatMap(([, value]) =>
        value
          .toLowerCase()
          .split(",")
          .map((item) => item.trim()),
      ),
  );
