/** A time as the database gives it. @param minute of one day */
export const at = (minute: number): string =>
  new Date(Date.UTC(2026, 10, 24) + minute * 60_000 + 125).toISOString().slice(0, -1);

/** A digest, as credentials are stored. */
export const hex = (from: string): string => Buffer.from(from).toString("hex").padEnd(64, "0").slice(0, 64);
