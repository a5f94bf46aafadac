import { isDevelopmentCode } from "@/lib/connections/authorization-code-store";
import { isDevelopmentConnection } from "@/lib/connections/connection-store";
import { completePage } from "@/lib/journey/complete-page/complete-page";
import { currentUser } from "@/lib/web/current-user";
import { requestNonce } from "@/lib/web/request-nonce";

/**
 * The completion page for apps that read the address of the web view. A plain document: a page of the framework would
 * write the query into its own state. Only the outcome and, through id or code, "in development" are looked at here.
 */
export async function GET(request: Request): Promise<Response> {
  const query = new URL(request.url).searchParams;
  await currentUser(); // who says in which language
  const connected = query.get("success") === "true";
  const error = query.get("error");
  const development =
    connected &&
    ((await isDevelopmentConnection(query.get("id") ?? "")) || (await isDevelopmentCode(query.get("code") ?? "")));
  return new Response(completePage({ connected, error, development, nonce: requestNonce(request.headers) }), {
    headers: {
      "Content-Type": "text/html; charset=utf-8",
      "Cache-Control": "no-store",
      "Referrer-Policy": "no-referrer",
    },
  });
}
