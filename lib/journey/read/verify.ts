import { signInCode } from "@/lib/accounts/sign-in-code-store";
import type { ReadView } from "@/lib/journey/read/view";
import { CODE_DIGITS } from "@/lib/one-time-codes/one-time-code";
import { secondsUntilNextCode } from "@/lib/one-time-codes/one-time-code-store";

/**
 * @property digits of the code
 * @property waitSeconds until another code may be asked for; 0 when it may be now
 */
export type VerifyView = { digits: number; resent: boolean; waitSeconds: number };

/** Reads when another code may be asked for. */
export const readVerify: ReadView<VerifyView> = async ({ id }, { query }) => ({
  digits: CODE_DIGITS,
  resent: query("resent") === "1",
  waitSeconds: await secondsUntilNextCode(signInCode(id)),
});
