/** For the log: said once for each stream of such a printer. */
export const NEEDS_DICTIONARY =
  "this printer's program compresses with zstd, which needs a dictionary that this service does not have: " +
  "it has to run without zstd";
