/** Something that the servers on one database do by themselves. */
export type Job = {
  /** When, as the five fields of cron, in UTC: one of the servers does it then. */
  at: string;
  /** Safe to be done at any time and by two servers at once: what it does is claimed row by row. */
  run: () => Promise<unknown>;
};

/** Jobs by their names, by which the log and docs/operators.md#what-it-does-by-itself speak of them. */
export type Jobs = Record<string, Job>;
