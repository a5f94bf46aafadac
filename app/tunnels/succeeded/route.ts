import { isDevelopmentTunnel } from "@/lib/connections/connection-store";
import { tunnelCompletePage } from "@/lib/journey/complete-page/tunnel-complete-page";
import { currentUser } from "@/lib/web/current-user";
import { requestNonce } from "@/lib/web/request-nonce";

/** The completion page for apps that take a server's address: the twin of `/appportal/v1/complete`. */
export async function GET(request: Request): Promise<Response> {
  const query = new URL(request.url).searchParams;
  await currentUser(); // who says in which language
  const endpoint = query.get("tunnel_endpoint");
  const development = endpoint !== null && (await isDevelopmentTunnel(endpoint));
  const page = { isConnected: Boolean(endpoint), error: query.get("error"), development };
  return new Response(tunnelCompletePage({ ...page, nonce: requestNonce(request.headers) }), {
    headers: {
      "Content-Type": "text/html; charset=utf-8",
      "Cache-Control": "no-store",
      "Referrer-Policy": "no-referrer",
    },
  });
}
