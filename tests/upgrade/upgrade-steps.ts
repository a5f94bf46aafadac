/** A row as JSON, as PostgreSQL's `to_jsonb` gives it: times and enum values are texts, bytes are `\x…`. */
export type Row = Readonly<Record<string, unknown>>;
/** Rows by table, those that others point to first. */
export type Rows = Readonly<Record<string, readonly Row[]>>;

/**
 * What a migration does to rows.
 * @property once only rows that are there when it is applied change: later ones may be as the earlier were
 */
export type Step = { change: (rows: Rows) => Rows; once?: boolean };

const mapTable = (table: string, map: (rows: readonly Row[], all: Rows) => readonly Row[]): Step => ({
  change: (rows) => (rows[table] ? { ...rows, [table]: map(rows[table], rows) } : rows),
});

/** A table has another name; it keeps its place in the order. */
export const renameTable = (from: string, to: string): Step => ({
  change: (rows) => Object.fromEntries(Object.entries(rows).map(([name, list]) => [name === from ? to : name, list])),
});

/** A column has another name. */
export const renameColumn = (table: string, from: string, to: string): Step =>
  changeRows(table, (row) =>
    Object.fromEntries(Object.entries(row).map(([name, value]) => [name === from ? to : name, value])),
  );

/** Each row of a table becomes another one. */
export const changeRows = (table: string, change: (row: Row) => Row): Step =>
  mapTable(table, (rows) => rows.map(change));

/** Rows of a table are deleted. */
export const dropRows = (table: string, which: (row: Row) => boolean = () => true): Step =>
  mapTable(table, (rows) => rows.filter((row) => !which(row)));

/** Each row of a table becomes one of another table, and the table is gone. */
export const moveRows = (from: string, to: string, change: (row: Row) => Row): Step => ({
  change: ({ [from]: moved = [], ...rows }) => ({ ...rows, [to]: [...(rows[to] ?? []), ...moved.map(change)] }),
});

/**
 * A column became a foreign key.
 * @param target the table that it points to, by its `id`
 * @param dangling what became of a row that points nowhere: it points to nothing, or is deleted
 */
export const requireTarget = (table: string, column: string, target: string, dangling: "null" | "drop"): Step =>
  mapTable(table, (rows, all) => {
    const ids = new Set(all[target]?.map((row) => row.id));
    const points = (row: Row) => row[column] === null || row[column] === undefined || ids.has(row[column]);
    return dangling === "drop"
      ? rows.filter(points)
      : rows.map((row) => (points(row) ? row : { ...row, [column]: null }));
  });

/** A table comes behind all others, since it points to one that came late. */
export const moveBehind = (table: string): Step => ({
  change: ({ [table]: list, ...rows }) => (list ? { ...rows, [table]: list } : rows),
});

/** A step that changes the rows of its day alone. */
export const once = (step: Step): Step => ({ ...step, once: true });

/** Rows after some steps, one behind the other. */
export const follow = (rows: Rows, steps: readonly Step[]): Rows =>
  steps.reduce((before, step) => step.change(before), rows);
