import { minutes, now } from "@/lib/clock";

/** What a person shows to hold, beside what they know: the account's mailbox, and its second factor. */
export type Factor = "mailbox" | "second_factor";

/** When a browser last showed each. */
export type Shown = { mailboxAt: Date | null; secondFactorAt: Date | null };

/** How long ago every factor may have been shown, for what takes them all (NIST SP 800-63B-4 4.1.2). */
export const EVERY_FACTOR_MS = minutes(5);

const isFresh = (at: Date | null) => at !== null && now().getTime() - at.getTime() < EVERY_FACTOR_MS;

/**
 * What has still to be shown before something takes every factor that the account has: its mailbox and, where there is
 * one, its second factor. A password is none of them, since a mailed code sets another; a passkey is none, or one would
 * make the next.
 */
export const factorsToShow = ({ mailboxAt, secondFactorAt }: Shown, hasSecondFactor: boolean): Factor[] => [
  ...(isFresh(mailboxAt) ? [] : ["mailbox" as const]),
  ...(!hasSecondFactor || isFresh(secondFactorAt) ? [] : ["second_factor" as const]),
];

/** What a session keeps of factors that were shown just now. */
export const whenShown = (factors: readonly Factor[]): Partial<Shown> => ({
  ...(factors.includes("mailbox") && { mailboxAt: now() }),
  ...(factors.includes("second_factor") && { secondFactorAt: now() }),
});
