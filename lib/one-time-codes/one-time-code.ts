import { minutes, seconds } from "@/lib/clock";

/** How long a mailed code is. */
export const CODE_DIGITS = 6;
export const CODE_LIFETIME_MS = minutes(10);
export const RESEND_AFTER_MS = seconds(30);

/** A code for one journey: to sign in, or to make an OctoPrint key. */
export type JourneyCode = { purpose: "sign_in" | "octoprint_key"; journeyId: string };

/** A code for one signed-in browser, before something sensitive. */
export type AccountCode = {
  purpose: "reauthenticate" | "delete" | "email_old" | "email_new";
  sessionId: string;
};

/** Which code is meant. There is one for each purpose and journey or sign-in, and it works for nothing else. */
export type OneTimeCode = JourneyCode | AccountCode;

export type CodePurpose = OneTimeCode["purpose"];

/** Wrong tries until a code is used up (NIST SP 800-63B-4 3.2.2). An OctoPrint key is worth most: fewer. */
const TRIES: Record<CodePurpose, number> = {
  sign_in: 5,
  reauthenticate: 5,
  delete: 5,
  email_old: 5,
  email_new: 5,
  octoprint_key: 3,
};

/** How many wrong codes may be typed. */
export const triesOf = (purpose: CodePurpose) => TRIES[purpose];

/** Whether nothing can be typed for a code any more. */
export const isUsedUp = ({ purpose, wrongTries }: { purpose: CodePurpose; wrongTries: number }) =>
  wrongTries >= TRIES[purpose];
