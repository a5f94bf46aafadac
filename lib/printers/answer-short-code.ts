import { now } from "@/lib/clock";
import { env } from "@/lib/env";
import type { ApiAnswer, ApiCall } from "@/lib/http/api-call";
import { envelope, errorEnvelope } from "@/lib/http/envelope";
import { jsonFields } from "@/lib/http/json-body";
import { t } from "@/lib/messages/messages";
import { spellLinkingCode } from "@/lib/printers/linking-code";
import { codeToShow } from "@/lib/printers/linking-code-store";
import { mayHaveCode, provePrinter } from "@/lib/printers/prove-printer";
import { consume } from "@/lib/rate-limits/rate-limit-store";

const PRINTER_LINK = 1;

/** Tells nothing of the printer, but where its owner reads the code. */
const codeElsewhere = () => errorEnvelope(404, t("api.codeElsewhere", { link: `${env().portalUrl}/getstarted` }));

/**
 * `POST /api/shortcode/create {"Type":1,"PrinterId","OctoKey"?}`: the linking code of a connected, unowned printer that
 * proves itself (docs/printer-protocol.md#5-http-calls), the same one to each of its programs while it works. 400: not
 * such a request; 404: no proof, not connected, or owned, with a sentence that says where the code is read; 429: too
 * many.
 */
export async function answerShortCode(call: ApiCall): Promise<ApiAnswer> {
  const { Type, PrinterId, OctoKey } = jsonFields(call.body);
  if (Type !== PRINTER_LINK || typeof PrinterId !== "string") return errorEnvelope(400, t("api.shortCodeInput"));
  const proof = await provePrinter({ publicId: PrinterId, octoKey: OctoKey, address: call.address });
  if (!proof || proof.printer.owned || !mayHaveCode(proof)) return codeElsewhere();
  const limit = await consume("linkingCodesPerPrinter", proof.printer.publicId);
  if (!limit.ok) return errorEnvelope(429, t("api.tooMany"), { "Retry-After": String(limit.retryAfterSeconds) });
  const shown = await codeToShow(proof.printer.printerId);
  if (!shown) return codeElsewhere();
  const ValidForSeconds = Math.ceil((shown.expiresAt.getTime() - now().getTime()) / 1000);
  return envelope(200, { Code: spellLinkingCode(shown.code), ValidForSeconds });
}
