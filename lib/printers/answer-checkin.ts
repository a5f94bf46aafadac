import type { ApiAnswer, ApiCall } from "@/lib/http/api-call";
import { envelope, errorEnvelope } from "@/lib/http/envelope";
import { jsonFields } from "@/lib/http/json-body";
import { t } from "@/lib/messages/messages";
import { isPrinterPageOrigin } from "@/lib/printers/printer-page-origin";
import { nameFor, provePrinter } from "@/lib/printers/prove-printer";

/** How long a browser may go by what it was told it may send, in seconds. */
const PREFLIGHT_COUNTS = 600;

/** For the printer's own page only, and never with credentials: no cookie of the portal's plays a part. */
const corsHeaders = (origin: string | undefined): Record<string, string> => ({
  Vary: "Origin",
  ...(isPrinterPageOrigin(origin) && {
    "Access-Control-Allow-Origin": origin,
    "Access-Control-Allow-Methods": "POST",
    "Access-Control-Allow-Headers": "Content-Type",
    "Access-Control-Max-Age": String(PREFLIGHT_COUNTS),
  }),
});

/**
 * `POST /api/plugin/checkin {"PrinterId","OctoKey"?}`: asked by the plugin's page in OctoPrint each time it is loaded,
 * whether the printer is in an account (docs/printer-protocol.md#5-http-calls). The proof is the printer's, as for its
 * other calls. 404: no proof, or not connected. `OPTIONS` is the browser's question before it.
 */
export async function answerCheckin(call: ApiCall): Promise<ApiAnswer> {
  const headers = corsHeaders(call.headers.origin);
  if (call.method === "OPTIONS") return { ...envelope(200, {}), headers };
  const { PrinterId, OctoKey } = jsonFields(call.body);
  const proof = await provePrinter({ publicId: PrinterId, octoKey: OctoKey, address: call.address });
  if (!proof) return errorEnvelope(404, t("api.noSuchPrinter"), headers);
  return { ...envelope(200, { IsLinked: proof.printer.owned, PrinterName: nameFor(proof) }), headers };
}
