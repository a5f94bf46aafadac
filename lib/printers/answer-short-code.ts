import type { ApiAnswer, ApiCall } from "@/lib/http/api-call";
import { envelope, errorEnvelope } from "@/lib/http/envelope";
import { jsonFields } from "@/lib/http/json-body";
import { t } from "@/lib/messages/messages";
import { LINKING_CODE_LIFETIME_MS, newLinkingCode, spellLinkingCode } from "@/lib/printers/linking-code";
import { hasCodeSince, saveLinkingCode } from "@/lib/printers/linking-code-store";
import { provePrinter } from "@/lib/printers/prove-printer";
import { consume } from "@/lib/rate-limits/rate-limit-store";

const PRINTER_LINK = 1;

/**
 * `POST /api/shortcode/create {"Type":1,"PrinterId","OctoKey"?}`: a fresh linking code for a connected, unowned printer
 * that proves itself (docs/printer-protocol.md#5-http-calls). 400: not such a request; 404: no proof, not connected, or
 * owned; 429: too many.
 */
export async function answerShortCode(call: ApiCall): Promise<ApiAnswer> {
  const { Type, PrinterId, OctoKey } = jsonFields(call.body);
  if (Type !== PRINTER_LINK || typeof PrinterId !== "string") return errorEnvelope(400, t("api.shortCodeInput"));
  const proof = await provePrinter({ publicId: PrinterId, octoKey: OctoKey, address: call.address });
  if (!proof || proof.printer.owned) return errorEnvelope(404, t("api.noSuchPrinter"));
  const { printer, byKey } = proof;
  // Without the key, one code a connection: nothing else in the network kills the code that the printer shows.
  if (!byKey && (await hasCodeSince(printer.printerId, printer.lastConnectedAt)))
    return errorEnvelope(404, t("api.noSuchPrinter"));
  const limit = await consume("linkingCodesPerPrinter", printer.publicId);
  if (!limit.ok) return errorEnvelope(429, t("api.tooMany"), { "Retry-After": String(limit.retryAfterSeconds) });
  const code = newLinkingCode();
  await saveLinkingCode(printer.printerId, code, true);
  return envelope(200, { Code: spellLinkingCode(code), ValidForSeconds: LINKING_CODE_LIFETIME_MS / 1000 });
}
