/** Why a connection came to its end, as it is kept in its row and told to apps. */
export const CONNECTION_ENDS = [
  "user",
  "replaced",
  "printer_removed",
  "account_deleted",
  "superseded",
  "expired",
] as const;
export type ConnectionEnd = (typeof CONNECTION_ENDS)[number];

export const isConnectionEnd = (text: unknown): text is ConnectionEnd => CONNECTION_ENDS.some((end) => end === text);
