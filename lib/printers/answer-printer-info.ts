import type { ApiAnswer, ApiCall } from "@/lib/http/api-call";
import { envelope, errorEnvelope } from "@/lib/http/envelope";
import { jsonFields } from "@/lib/http/json-body";
import { t } from "@/lib/messages/messages";
import { nameFor, provePrinter } from "@/lib/printers/prove-printer";

/**
 * `POST /api/printer/info {"Id","OctoKey"?}`: whether a connected printer has an owner, and the name it got, told to
 * the printer itself only (docs/printer-protocol.md#5-http-calls). A plugin's installer asks it until the printer is
 * linked, so there is no end to it while the printer is connected. 404: no proof, or not connected.
 */
export async function answerPrinterInfo(call: ApiCall): Promise<ApiAnswer> {
  const { Id, OctoKey } = jsonFields(call.body);
  const proof = await provePrinter({ publicId: Id, octoKey: OctoKey, address: call.address });
  if (!proof) return errorEnvelope(404, t("api.noSuchPrinter"));
  return envelope(200, { Name: nameFor(proof), HasOwners: proof.printer.owned });
}
