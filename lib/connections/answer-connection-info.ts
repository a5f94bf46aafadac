import { answerAppApi } from "@/lib/connections/answer-app-api";
import type { ConnectionInfo } from "@/lib/connections/app-api-shapes";
import { CONNECTION_LIMITS } from "@/lib/connections/connection-limits";
import { CONNECTION_STATES } from "@/lib/connections/connection-state";
import type { ApiAnswer, ApiCall } from "@/lib/http/api-call";
import { envelope, errorEnvelope } from "@/lib/http/envelope";
import { t } from "@/lib/messages/messages";
import { printerPage } from "@/lib/printers/printer-page";
import type { OwnedPrinter } from "@/lib/printers/printer-store";

/** Dates are never null (docs/app-contract.md#4-app-apis). */
const time = (date: Date | null) => date?.toISOString() ?? "0001-01-01T00:00:00";

const connectionInfo = (printer: OwnedPrinter): ConnectionInfo => ({
  PrinterName: printer.name,
  PrinterLocalIp: printer.lanAddress ?? "",
  IsOnline: printer.online,
  LastDisconnectTimeUtc: time(printer.lastDisconnectedAt),
  LastConnectionTimeUtc: time(printer.lastConnectedAt),
  UserFacingPrinterUrl: printerPage(printer),
  PrinterLimits: {
    MaxDownloadFileSizeBytes: CONNECTION_LIMITS.maxDownloadFileSizeBytes,
    MaxUploadFileSizeBytes: CONNECTION_LIMITS.maxUploadFileSizeBytes,
    MaxSingleWebcamStreamLengthSeconds: CONNECTION_LIMITS.maxSingleWebcamStreamLengthSeconds,
  },
});

/**
 * `GET /api/appconnection/info` (docs/app-contract.md#4-app-apis): the fields are in `Result` and, for apps that go by
 * the documents, beside the envelope too. 610 while apps cannot use the printer's program.
 */
export function answerConnectionInfo(call: ApiCall): Promise<ApiAnswer> {
  return answerAppApi(call, "infoPerConnection", ({ printer }) => {
    if (printer.fault)
      return errorEnvelope(CONNECTION_STATES[`printer_${printer.fault}`].api, t(`api.${printer.fault}`));
    const info = connectionInfo(printer);
    return envelope(200, info, info);
  });
}
