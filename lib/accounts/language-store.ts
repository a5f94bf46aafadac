import { db } from "@/lib/db/client";
import { isChosenHere, locale } from "@/lib/messages/locale";

/** Keeps the language that a person chose, for their other browsers and for mails. @param tag of a language of ours */
export async function chooseLanguage(userId: string, tag: string): Promise<void> {
  await db().user.updateMany({ where: { id: userId }, data: { locale: tag, localeChosen: true } });
}

/**
 * At a sign-in: what was chosen in this browser is the account's from now on; otherwise the language at hand, where the
 * account has none yet.
 */
export async function keepLanguage(userId: string): Promise<void> {
  if (isChosenHere()) await chooseLanguage(userId, locale());
  else await db().user.updateMany({ where: { id: userId, locale: null }, data: { locale: locale() } });
}
