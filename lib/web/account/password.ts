import { changePassword } from "@/lib/accounts/password/change-password";
import { createJourney } from "@/lib/journey/journey-store";
import { emailTyped } from "@/lib/journey/transitions";
import { stepUrl } from "@/lib/journey/urls/step-url";
import { pageWith, signInOf, type AccountPost } from "@/lib/web/account/account-action";
import { SECURITY_PATH, securityUrl } from "@/lib/web/security-url";
import { ensureBrowserSecret } from "@/lib/web/set-browser-cookie";
import { signOutHere } from "@/lib/web/sign-out-here";

export const PASSWORD_PAGE = "/account/security/password";

/** "Save password". */
export async function savePassword(post: AccountPost): Promise<string> {
  const { user, field } = post;
  const passwords = { password: field("password"), current: field("current") };
  const changed = await changePassword(user, signInOf(post), passwords);
  return changed.ok ? securityUrl({ done: "password" }) : pageWith(PASSWORD_PAGE, changed);
}

/** "I forgot my current password": signs out here and begins anew, where a code by mail sets another one. */
export async function forgetPassword({ user, headers }: AccountPost): Promise<string> {
  await signOutHere(headers);
  const id = await createJourney(await ensureBrowserSecret(), { goal: "visit", visitPath: SECURITY_PATH });
  await emailTyped(id, user.email);
  return stepUrl("account", id, { with: "forgotten" });
}
