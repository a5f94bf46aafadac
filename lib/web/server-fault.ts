import { faultPage } from "@/lib/http/plain-page";
import { recordFault } from "@/lib/observability/record-fault";
import { requestNonce } from "@/lib/web/request-nonce";
import { sentHeaders } from "@/lib/web/sent-request";

/** A fault in a route handler as a page: a reference for the person, everything else in the log (ASVS 16.5.1). */
export async function serverFault(error: unknown): Promise<Response> {
  const nonce = requestNonce(sentHeaders());
  return new Response(faultPage(recordFault(error), nonce), {
    status: 500,
    headers: { "Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store" },
  });
}
