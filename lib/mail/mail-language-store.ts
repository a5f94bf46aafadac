import { db } from "@/lib/db/client";
import { knownLanguage, locale, withLocale } from "@/lib/messages/locale";

/** The language of the account that has an address; else the one at hand, in which they ask for the mail. */
async function languageOf(email: string): Promise<string> {
  const user = await db().user.findUnique({ where: { email }, select: { locale: true } });
  return knownLanguage(user?.locale ?? undefined) ?? locale();
}

/** A mail in the language of who gets it. @param mail composes and sends one; its first argument is the address */
export const inTheirLanguage =
  <Rest extends unknown[], Sent>(mail: (to: string, ...rest: Rest) => Promise<Sent>) =>
  async (to: string, ...rest: Rest): Promise<Sent> =>
    withLocale(await languageOf(to), () => mail(to, ...rest));
