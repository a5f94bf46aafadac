import type { ReadView } from "@/lib/journey/read/view";

/** @property recovery a recovery key is asked for in place of the authenticator's code */
export type SecondFactorView = { recovery: boolean };

/** Reads which second factor is asked for. */
export const readSecondFactor: ReadView<SecondFactorView> = (_journey, { query }) => ({
  recovery: query("with") === "key",
});
