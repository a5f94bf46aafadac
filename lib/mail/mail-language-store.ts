import type { Transaction } from "@/lib/db/client";
import { knownLanguage, locale } from "@/lib/messages/locale";

/**
 * The language to write to an address in: the account's that has it; else the one at hand, in which they ask for the
 * mail.
 */
export async function languageOf(tx: Transaction, email: string): Promise<string> {
  const user = await tx.user.findUnique({ where: { email }, select: { locale: true } });
  return knownLanguage(user?.locale ?? undefined) ?? locale();
}
