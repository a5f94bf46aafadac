import { digest } from "@/lib/digest";

/** What a connection remembers is the memory of the database: texts made of parts at run time must not fill it. */
const MOST_NAMES = 500;

/** PostgreSQL cuts names off after 63 bytes. */
const NAME_LENGTH = 32;

/**
 * Names statements, so that the database reads and plans each once a connection and not at every use. The first that
 * come get names, up to a limit; those with lists of changing length are not named at all.
 * @returns the name of a statement, the same for the same text; empty: it has none
 */
export function statementNames(): (query: { sql: string }) => string {
  const names = new Map<string, string>();
  return ({ sql }) => {
    const known = names.get(sql);
    if (known || names.size >= MOST_NAMES || /\bIN \(\$\d+,|\), ?\(/.test(sql)) return known ?? "";
    const name = digest(sql).slice(0, NAME_LENGTH);
    names.set(sql, name);
    return name;
  };
}
