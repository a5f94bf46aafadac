/** Reason of a close that says: the printer was removed from its account. Ours, additive; plugins do not look at it. */
export const UNLINKED = "unlinked";

/** Longest time that a connector stays away because it was told to. */
const LONGEST_SECONDS = 60;

/**
 * Reason of a close that says: this server stops, another or the next one is there in so many seconds. Ours, additive.
 * @param seconds whole ones, up to 60
 */
export const comeBackIn = (seconds: number): string => `come back in ${seconds}`;

/** @param reason of a close @returns seconds, where it is {@link comeBackIn} */
export function readComeBack(reason: string): number | undefined {
  const seconds = Number(/^come back in (\d{1,2})$/.exec(reason)?.[1]);
  return seconds <= LONGEST_SECONDS ? seconds : undefined;
}
