import { chooseLanguage } from "@/lib/accounts/language-store";
import { seeOther } from "@/lib/http/see-other";
import { knownLanguage } from "@/lib/messages/locale";
import { currentUser } from "@/lib/web/current-user";
import { readForm } from "@/lib/web/form-data";
import { ownPath } from "@/lib/web/own-path";
import { setLanguageCookie } from "@/lib/web/set-browser-cookie";

/** The language switch: keeps the choice in this browser and in the account, and leads back to the page. */
export async function answerLanguageChoice(request: Request): Promise<Response> {
  const field = await readForm(request);
  const tag = knownLanguage(field("language"));
  const user = tag && (await currentUser());
  if (user) await chooseLanguage(user.id, tag);
  if (tag) await setLanguageCookie(tag);
  return seeOther(ownPath(field("to")));
}
