import { dropRows, once, type Step } from "./upgrade-steps";

/**
 * What landed migrations do to rows that are there, by the migration's name. One that only adds has no line: all rows
 * keep their values. A rename is one line, such as `renameTable("Old", "New")` or `renameColumn("Table", "old", "new")`.
 */
export const WHAT_MIGRATIONS_KEEP: Readonly<Record<string, readonly Step[]>> = {
  "20261126080000_session_origin": [once(dropRows("MailCode", ({ usedAt }) => usedAt !== null))],
  "20261126081000_logo_budget": [once(dropRows("Logo"))],
};
