import { CODE_DIGITS, resendAllowedAt } from "@/lib/accounts/mail-code-store";
import { now } from "@/lib/clock";
import type { ReadView } from "@/lib/journey/read/view";

/**
 * @property digits of the code
 * @property waitSeconds until another code may be asked for; 0 when it may be now
 */
export type VerifyView = { digits: number; resent: boolean; waitSeconds: number };

export const readVerify: ReadView<VerifyView> = async ({ id }, { query }) => {
  const allowedAt = await resendAllowedAt(id);
  return {
    digits: CODE_DIGITS,
    resent: query("resent") === "1",
    waitSeconds: allowedAt ? Math.ceil((allowedAt.getTime() - now().getTime()) / 1000) : 0,
  };
};
