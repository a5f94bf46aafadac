import { plainPage } from "@/lib/http/plain-page";
import { t } from "@/lib/messages/messages";
import { requestNonce } from "@/lib/web/request-nonce";

/** For addresses of actions that are none. */
export function notFound(request: Request): Response {
  const nonce = requestNonce(request.headers);
  return new Response(plainPage({ title: t("crash.notFound"), lead: t("crash.notFoundLead"), nonce }), {
    status: 404,
    headers: { "Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store" },
  });
}
