import { killCodes } from "@/lib/accounts/account-code-store";
import { beginEmailChange, finishEmailChange } from "@/lib/endings/change-email";
import { pageWith, signInOf, type AccountPost } from "@/lib/web/account/account-action";
import { securityUrl } from "@/lib/web/security-url";

export const EMAIL_PAGE = "/account/security/email";

/** "Send codes": one to each of both addresses. */
export async function sendEmailCodes(post: AccountPost): Promise<string> {
  const begun = await beginEmailChange(post.user, signInOf(post), post.field("email"));
  return begun.ok ? EMAIL_PAGE : pageWith(EMAIL_PAGE, begun);
}

/** "Change e-mail": takes both codes. */
export async function changeEmail(post: AccountPost): Promise<string> {
  const { user, field } = post;
  const changed = await finishEmailChange(user, signInOf(post), { old: field("old"), new: field("new") });
  return changed.ok ? securityUrl({ done: "email" }) : pageWith(EMAIL_PAGE, changed);
}

/** "Use another address": the codes are dead. */
export async function discardEmailChange({ session }: AccountPost): Promise<string> {
  await killCodes(session.sessionId, ["email_old", "email_new"]);
  return EMAIL_PAGE;
}
