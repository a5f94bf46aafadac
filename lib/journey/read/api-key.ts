import type { ReadView } from "@/lib/journey/read/view";
import { CODE_DIGITS } from "@/lib/one-time-codes/one-time-code";

/** The key that is about to be made: its name, the printer's, and where a code of how many digits was mailed. */
export type ApiKeyView = { keyName: string; printer: string; email: string; digits: number };

/** Reads which key is about to be made. */
export const readApiKey: ReadView<ApiKeyView> = ({ apiKeyAppName, printers, keyWish, user }) => ({
  keyName: apiKeyAppName ?? "",
  printer: printers.find((item) => item.printerId === keyWish?.printerId)?.name ?? "",
  email: user?.email ?? "",
  digits: CODE_DIGITS,
});
