import { plainPage } from "@/lib/http/plain-page";
import { t } from "@/lib/messages/messages";
import { requestNonce } from "@/lib/web/request-nonce";

/** What is answered where neither a page nor an action is, below addresses that actions have. */
export function notFound(request: Request): Response {
  const inAccount = /^\/account\//i.test(new URL(request.url).pathname);
  const page = plainPage({
    title: t("crash.notFound"),
    lead: t(inAccount ? "yourAccount.notFoundLead" : "crash.notFoundLead"),
    wayOn: { href: "/account", text: t("yourAccount.open") },
    nonce: requestNonce(request.headers),
  });
  return new Response(page, {
    status: 404,
    headers: { "Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store" },
  });
}
