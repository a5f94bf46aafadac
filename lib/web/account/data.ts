import { sendAccountCode } from "@/lib/accounts/send-account-code";
import { deleteAccount } from "@/lib/endings/delete-account";
import { pageWith, signInOf, type AccountPost } from "@/lib/web/account/account-action";
import { forgetBrowser, takeSessionCookie } from "@/lib/web/set-browser-cookie";

export const DELETE_PAGE = "/account/data/delete";

/** "Send code to delete". */
export async function sendDeletionCode({ user, session, address }: AccountPost): Promise<string> {
  const sent = await sendAccountCode({
    sessionId: session.sessionId,
    purpose: "delete",
    userId: user.id,
    email: user.email,
    address,
  });
  return sent.ok ? DELETE_PAGE : pageWith(DELETE_PAGE, sent);
}

/** "Delete my account". */
export async function confirmDeletion(post: AccountPost): Promise<string> {
  const deleted = await deleteAccount(post.user, { ...signInOf(post), code: post.field("code") });
  if (!deleted.ok) return pageWith(DELETE_PAGE, deleted);
  await takeSessionCookie();
  await forgetBrowser();
  return "/account/deleted";
}
