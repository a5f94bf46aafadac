import { getApp } from "@/lib/apps/app-store";
import { checkReturnUrl } from "@/lib/apps/return-url-policy";
import { completePageUrl } from "@/lib/flow/complete-page-url";
import { openStartUrl } from "@/lib/flow/open-start-url";
import { returnUrlOfSession } from "@/lib/flow/portal-session-store";
import { PORTAL_PATH } from "@/lib/flow/step-url";

/**
 * Where, besides our own origin, the forms of a page may lead: the one validated return URL, because Chromium applies the
 * policy's `form-action` to the redirect of a post too. Pages outside the journey get nothing.
 * @param pathname normalised path @param query everything behind the question mark
 * @returns one CSP source, or undefined
 */
export async function formActionSource(pathname: string, query: string): Promise<string | undefined> {
  if (pathname === PORTAL_PATH) {
    const opened = await openStartUrl(query);
    return opened.ok ? opened.start.target.formActionSource : undefined;
  }
  if (!pathname.startsWith(`${PORTAL_PATH}/`)) return undefined;
  const id = new URLSearchParams(query).get("session");
  const found = id ? await returnUrlOfSession(id) : undefined;
  const app = found ? await getApp(found.appId) : undefined;
  const checked = found && app ? checkReturnUrl(found.returnUrl, app.returnUrls, completePageUrl()) : undefined;
  return checked?.ok ? checked.target.formActionSource : undefined;
}
