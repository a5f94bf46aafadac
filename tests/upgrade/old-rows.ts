import { APPS } from "./rows/apps";
import { CONNECTIONS } from "./rows/connections";
import { JOURNEYS } from "./rows/journeys";
import { PEOPLE } from "./rows/people";
import { PRINTERS } from "./rows/printers";
import { RECORDS } from "./rows/records";
import { SUPPORTERS } from "./rows/supporters";
import type { Rows } from "./upgrade-steps";

/**
 * Rows of every table, under the names that table and column had when they came, with every value that the program ever
 * wrote into columns of kinds and states. Literal, not taken from the code: a database keeps what was written, whatever
 * the code says now. Where no foreign key held a row, some point to what is gone.
 */
export const OLD_ROWS: Rows = {
  ...PEOPLE,
  ...APPS,
  ...PRINTERS,
  ...JOURNEYS,
  ...SUPPORTERS,
  ...CONNECTIONS,
  ...RECORDS,
};
